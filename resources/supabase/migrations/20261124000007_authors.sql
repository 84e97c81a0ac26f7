-- Who published a version, for people: the e-mail address that the author's token named when it was published. Signed-in
-- users read it with the rest of the history. Versions from before have none, nor have those that are nobody's.

alter table public.catalog_history add column if not exists author_email text;

-- The database says it itself, whatever a client sends: also an admin cannot sign for someone else. The address comes
-- from the token's own claim, which the server checks, never from user_metadata, which users write.
create or replace function studio.sign_version() returns trigger
language plpgsql set search_path = '' as $$
begin
    new.author_email := case when new.author = auth.uid() then nullif(left(auth.jwt() ->> 'email', 320), '') end;
    return new;
end
$$;
revoke all on function studio.sign_version() from public;

create or replace trigger sign before insert on public.catalog_history
    for each row execute function studio.sign_version();
