"""A news site on loopback, in a process of its own, that does what servers do: `python news_server.py` prints its port.

GET /_seen answers with the requests so far, as JSON lines of path and headers; everything else is as its name tells.
"""

import gzip
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

ENTRY = "<item><title>{title}</title><link>http://news.example/{n}</link><pubDate>{date}</pubDate></item>"
DATE = "Wed, 07 Jan 2026 0{n}:00:00 GMT"
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>{entries}</channel></rss>'
TITLES = ("Poland recalls envoy", "Chile and Peru sign pact", "Ghana sends troops", "Norway urges calm")


class Site(BaseHTTPRequestHandler):
    """One request; the counts of requests stand on the class."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[dict[str, object]]] = []
    counts: ClassVar[dict[str, int]] = {}
    shown = 2

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/_seen":
            self._send("\n".join(map(json.dumps, self.seen)).encode())
            return
        if path == "/_grow":
            Site.shown += 1
            self._send(b"")
            return
        Site.counts[path] = count = self.counts.get(path, 0) + 1
        self.seen.append({"path": path, "at": time.monotonic(), "headers": dict(self.headers)})
        getattr(self, "page_" + path.strip("/").split("/")[0].replace(".", "_").replace("-", "_"), self.missing)(count)

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def missing(self, count: int) -> None:
        self._send(b"not here", 404)

    def page_robots_txt(self, count: int) -> None:
        self._send(b"User-agent: *\nDisallow: /forbidden\n")

    def page_feed_xml(self, count: int) -> None:
        tag = f'"v{self.shown}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        entries = "".join(
            ENTRY.format(title=title, n=n, date=DATE.format(n=n)) for n, title in enumerate(TITLES[: self.shown])
        )
        self._send(FEED.format(entries=entries).encode(), ETag=tag, Content_Type="application/rss+xml")

    def page_page_txt(self, count: int) -> None:
        self._send("\n".join(TITLES[max(0, self.shown - 3) : self.shown]).encode(), Content_Type="text/plain")

    def page_busy(self, count: int) -> None:
        if count == 1:
            self._send(b"slow down", 429, Retry_After="1")
        else:
            self._send(b"Envoys meet\n")

    def page_busy_long(self, count: int) -> None:
        self._send(b"come back tomorrow", 429, Retry_After="86400")

    def page_ill(self, count: int) -> None:
        if count < 3:
            self._send(b"ouch", 500)
        else:
            self._send(b"Envoys meet\n")

    def page_dead(self, count: int) -> None:
        self._send(b"ouch", 500)

    def page_loop(self, count: int) -> None:
        self._send(b"", 302, Location="/loop")

    def page_moved(self, count: int) -> None:
        self._send(b"", 301, Location="/page.txt")

    def page_elsewhere(self, count: int) -> None:
        self._send(b"", 302, Location="http://127.0.0.2:1/")

    def page_endless(self, count: int) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        except OSError:
            self.close_connection = True

    def page_drip(self, count: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def page_silent(self, count: int) -> None:
        time.sleep(3)

    def page_cut(self, count: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def page_bomb(self, count: int) -> None:
        self._send(gzip.compress(bytes(200_000_000)), Content_Encoding="gzip")

    def page_zipped(self, count: int) -> None:
        self._send(gzip.compress(b"Envoys meet\n"), Content_Encoding="gzip")

    def page_large(self, count: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()
        self.close_connection = True

    def page_forbidden(self, count: int) -> None:
        self._send(b"Envoys meet\n")


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
