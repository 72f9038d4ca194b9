-- A row that is rejected again stands in quarantine once, as the last run told it.
delete from quality.rejected_rows
where exists (
    from rejected_again as again
    where again.document_id is not distinct from rejected_rows.document_id
      and again.position is not distinct from rejected_rows.position
      and again.byte_start is not distinct from rejected_rows.byte_start
      and again.byte_end is not distinct from rejected_rows.byte_end
      and again.rule = rejected_rows.rule
);
