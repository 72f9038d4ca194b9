"""Fetching: the bytes behind a source's address, asked for politely and within limits.

What belongs here: one request with its conditions, limits, retries and robots.txt; several sources, one request at a
time for each host. What does not: what is fetched and when (defs/fetch.py), keeping bytes (raw_store.py), reading them.

Nothing here raises for what a server does: whatever happens is told by the outcome of a Fetch.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import random
from time import monotonic, sleep
from typing import Literal
from urllib.parse import urljoin, urlsplit

import urllib3
from protego import Protego
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from pipelines.ingest.sources import Politeness, Source

Outcome = Literal["new", "unchanged", "refused", "failed"]

USER_AGENT = "newsledger"
MAX_REDIRECTS = 5
# What heals by itself: too many requests, and a server that is ill or behind one that is.
_HEALS = frozenset((429, 500, 502, 503, 504))
# A longer wait than this is the next run's business.
_MAX_WAIT = 30.0
# An answer may take so many times the time that a server has to begin or go on with it.
_SLOWEST = 10
_CHUNK = 64 * 1024
_MEGABYTE = 1_000_000
_ROBOTS_BYTES = 500 * 1024  # what RFC 9309 asks of parsers
_HOSTS_AT_ONCE = 8


@dataclass(frozen=True)
class Known:
    """What a server said of the version that we have: its validators, and until when (UTC) it wants no requests."""

    etag: str | None = None
    last_modified: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True)
class Fetch:
    """What became of one address; times are UTC without a zone.

    `new` has a body; `unchanged` none, the server having no newer version; `refused` is what we do not take
    (robots.txt, a private network, too large, a wait that was asked for), `failed` what the server could not give.
    `reason` tells the latter two. `final` is the address after redirects.
    """

    source: str
    address: str
    fetched_at: datetime
    outcome: Outcome
    status: int | None = None
    final: str | None = None
    body: bytes | None = field(default=None, repr=False)
    etag: str | None = None
    last_modified: str | None = None
    not_before: datetime | None = None
    seconds: float = 0.0
    reason: str | None = None


class _Refused(Exception):
    """What we do not take; the message tells why and the remedy."""


class _PrivateNetwork(NewConnectionError):
    """The address leads to a private or local network."""


class _PublicOnly(HTTPConnection):
    """A connection that is made to public addresses only, whatever name or redirect led there."""

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except OSError:
            found = []  # what cannot be resolved fails below, with urllib3's own error
        for *_, address in found:
            self._refuse_private(str(address[0]))
        connected = super()._new_conn()
        # the name may have been resolved anew to another address
        try:
            self._refuse_private(str(connected.getpeername()[0]))
        except BaseException:
            connected.close()
            raise
        return connected

    def _refuse_private(self, address: str) -> None:
        ip = ipaddress.ip_address(address.split("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if not ip.is_global or ip.is_multicast:
            raise _PrivateNetwork(
                self, f"{self.host} leads to {ip}, an address of a private or local network; set "
                "fetch.allow_private_networks if you mean it",
            )  # fmt: skip


class _PublicOnlyTLS(HTTPSConnection, _PublicOnly):
    """The same with TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _PublicOnly


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _PublicOnlyTLS


@dataclass
class Fetcher:
    """A client for the length of a run; `pause` is time.sleep but in tests."""

    allow_private: bool = False
    user_agent: str = USER_AGENT
    pause: Callable[[float], None] = sleep
    _robots: dict[str, "Protego | str"] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._http = urllib3.PoolManager(num_pools=_HOSTS_AT_ONCE * 2, headers={"User-Agent": self.user_agent})
        if not self.allow_private:
            self._http.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}

    def fetch_all(self, sources: Iterable[Source], known: Mapping[str, Known]) -> Iterator[Fetch]:
        """Fetch sources, those of one host one after the other, of several hosts at once; `known` is by source id."""
        by_host: dict[str, list[Source]] = {}
        for source in sources:
            by_host.setdefault(_host(source.address or ""), []).append(source)

        def one_host(of_host: list[Source]) -> list[Fetch]:
            return [self.fetch(source, known.get(source.id, Known())) for source in of_host]

        with ThreadPoolExecutor(_HOSTS_AT_ONCE, thread_name_prefix="fetch") as workers:
            for fetches in workers.map(one_host, by_host.values()):
                yield from fetches

    def fetch(self, source: Source, known: Known) -> Fetch:
        """Ask for a source's address once, and again where it may heal."""
        address, polite = source.address or "", source.politeness
        now, began = datetime.now(UTC).replace(tzinfo=None), monotonic()
        told = Fetch(source.id, address, now, "refused", etag=known.etag, last_modified=known.last_modified)
        try:
            if known.not_before and known.not_before > now:
                told = replace(told, not_before=known.not_before)
                raise _Refused(f"the server asked to be left alone until {known.not_before:%Y-%m-%d %H:%M} UTC")
            if polite.robots:
                self._obey_robots(address, polite)
            told = self._with_retries(told, polite)
        except _Refused as refusal:
            told = replace(told, reason=str(refusal))
        return replace(told, seconds=monotonic() - began)

    def _with_retries(self, told: Fetch, polite: Politeness) -> Fetch:
        for attempt in range(polite.retries + 1):
            wait = min(2.0**attempt + random(), _MAX_WAIT)
            try:
                found, asked_wait = self._once(told, polite)
            except _Refused:
                raise
            except HTTPError as error:
                found, asked_wait = replace(told, outcome="failed", reason=_why(error)), None
                if _is_private(error):
                    return replace(found, outcome="refused")
            if asked_wait and asked_wait > _MAX_WAIT:
                until = datetime.fromtimestamp(told.fetched_at.replace(tzinfo=UTC).timestamp() + asked_wait, UTC)
                return replace(found, not_before=until.replace(tzinfo=None))
            heals = found.status is None or found.status in _HEALS
            if found.outcome != "failed" or not heals or attempt == polite.retries:
                break
            self.pause(asked_wait or wait)
        return found

    def _once(self, told: Fetch, polite: Politeness) -> tuple[Fetch, float | None]:
        """One request: what came of it, and the seconds that the server asks to wait."""
        conditions = {"If-None-Match": told.etag, "If-Modified-Since": told.last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        status, body, answer, final = self._get(told.address, polite, polite.max_megabytes * _MEGABYTE, headers)
        told = replace(told, status=status, final=final)
        if status == 304:
            return replace(told, outcome="unchanged"), None
        if status != 200:
            reason = f"the server answered {status}"
            return replace(told, outcome="failed", reason=reason), _retry_after(answer.get("Retry-After"))
        fresh = replace(told, outcome="new", body=body, etag=answer.get("ETag"),
                        last_modified=answer.get("Last-Modified"))  # fmt: skip
        return fresh, None

    def _get(
        self, address: str, polite: Politeness, limit: float, headers: Mapping[str, str]
    ) -> tuple[int, bytes, Mapping[str, str], str]:
        """Status, body, headers and final address of an answer, read to its end within time and size.

        Raises:
            _Refused: it is too large or too slow, or redirects lead on and on or elsewhere.
            urllib3.exceptions.HTTPError: no answer, or a broken one.
        """
        self._wait_for_turn(_host(address), polite.delay_seconds)
        answer = self._http.request(
            "GET", address, preload_content=False, timeout=polite.timeout_seconds,
            headers={"User-Agent": self.user_agent, "Accept-Encoding": "gzip, deflate", **headers},
            retries=urllib3.Retry(total=MAX_REDIRECTS, connect=0, read=0, redirect=MAX_REDIRECTS, status=0, other=0,
                                  respect_retry_after_header=False),
        )  # fmt: skip
        try:
            declared = answer.headers.get("Content-Length", "")
            if declared.isdigit() and int(declared) > limit:
                raise _Refused(_too_large(limit))
            body, deadline = bytearray(), monotonic() + _SLOWEST * polite.timeout_seconds
            # piece by piece, unpacked within the limit too: a small body may unpack to a large one
            while piece := answer.read1(_CHUNK, decode_content=True):
                body += piece
                if len(body) > limit:
                    raise _Refused(_too_large(limit))
                if monotonic() > deadline:
                    raise _Refused(f"the answer did not end within {_SLOWEST * polite.timeout_seconds:.0f} s")
            return answer.status, bytes(body), answer.headers, urljoin(address, answer.geturl() or "")
        finally:
            # what is left of an answer that was not read to its end is not waited for
            answer.close()
            answer.release_conn()

    def _wait_for_turn(self, host: str, delay: float) -> None:
        waited = monotonic() - self._asked.get(host, float("-inf"))
        if waited < delay:
            self.pause(delay - waited)
        self._asked[host] = monotonic()

    def _obey_robots(self, address: str, polite: Politeness) -> None:
        """Refuse what the site's robots.txt forbids; by RFC 9309 none (4xx) allows all, an ill server (5xx) nothing.

        Raises:
            _Refused: it is forbidden, or the server could not say.
        """
        parts = urlsplit(address)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            self._robots[root] = self._read_robots(f"{root}/robots.txt", polite)
        rules = self._robots[root]
        if isinstance(rules, str):
            raise _Refused(rules)
        if not rules.can_fetch(address, self.user_agent):
            raise _Refused(
                f"{root}/robots.txt forbids it; ask the site, or set politeness: {{robots: false}} if it has agreed"
            )

    def _read_robots(self, address: str, polite: Politeness) -> "Protego | str":
        try:
            status, body, _, _ = self._get(address, polite, _ROBOTS_BYTES, {})
        except _Refused as refusal:
            return f"{address} cannot be read ({refusal})"
        except HTTPError as error:
            return f"{address} cannot be read ({_why(error)})"
        if status >= 500:
            return f"{address} cannot be read (the server answered {status})"
        return Protego.parse(body.decode("utf-8", errors="replace") if status == 200 else "")


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def _too_large(limit: float) -> str:
    return f"the answer is larger than {limit / _MEGABYTE:g} MB; raise max_megabytes of the source if it may be"


def _retry_after(value: str | None) -> float | None:
    """The seconds that a Retry-After header asks for: a number, or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _is_private(error: HTTPError) -> bool:
    return isinstance(getattr(error, "reason", error), _PrivateNetwork) or isinstance(error, _PrivateNetwork)


def _why(error: HTTPError) -> str:
    """What went wrong, without the objects that urllib3's messages begin with."""
    if isinstance(error, MaxRetryError):
        if error.reason is None or "redirect" in str(error.reason):
            return f"more than {MAX_REDIRECTS} redirects"
        return _why(error.reason) if isinstance(error.reason, HTTPError) else str(error.reason)
    return str(error).split(": ", 1)[-1][:300]
