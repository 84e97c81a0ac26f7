-- What the edge function sets down before it pays for a picture, so that one figure is never paid for twice.
--
-- A user adds claims and sees the own ones. Nobody changes or removes one, and only the server says whose it is and
-- when: otherwise a user could have the same figure made again, or get around the daily limit.

create table if not exists public.figure_claims (
    id     text        primary key check (id ~ '^[A-Za-z0-9_-]{1,64}$'),
    author uuid        not null default auth.uid(),
    at     timestamptz not null default now()
);
create index if not exists figure_claims_of_a_day on public.figure_claims (author, at);

alter table public.figure_claims enable row level security;
revoke all on public.figure_claims from public, anon, authenticated;
grant select, insert (id) on public.figure_claims to authenticated;
grant all on public.figure_claims to service_role;

drop policy if exists "users see their claims" on public.figure_claims;
drop policy if exists "users claim for themselves" on public.figure_claims;
create policy "users see their claims" on public.figure_claims for select to authenticated
    using (author = (select auth.uid()));
create policy "users claim for themselves" on public.figure_claims for insert to authenticated
    with check (author = (select auth.uid()));
