-- Who may do what with the catalog: signed-in users read, admins write, anyone else nothing.
--
-- On a project that is already in use this ends reading and writing without a session. Policies that were there before
-- stay, and each is named in a warning: one that lets signed-in users write still does until someone drops it.

-- An admin is who the project's owner says so: app_metadata, which no user can change (user_metadata anyone can).
create or replace function studio.is_admin() returns boolean
language sql stable set search_path = '' as $$
    select coalesce(auth.jwt() -> 'app_metadata' ->> 'role' = 'admin', false)
$$;
revoke all on function studio.is_admin() from public;
grant execute on function studio.is_admin() to authenticated, service_role;

alter table public.prompts enable row level security;
alter table public.themes enable row level security;
alter table public.rarity enable row level security;

-- A new project grants everything to everyone and leaves the rest to policies, which do not rule over TRUNCATE.
revoke all on public.prompts, public.themes, public.rarity from public, anon, authenticated;
grant select, insert, update, delete on public.prompts, public.themes, public.rarity to authenticated;
grant all on public.prompts, public.themes, public.rarity to service_role;

drop policy if exists "signed-in users read prompts" on public.prompts;
drop policy if exists "admins add prompts" on public.prompts;
drop policy if exists "admins change prompts" on public.prompts;
drop policy if exists "admins remove prompts" on public.prompts;
create policy "signed-in users read prompts" on public.prompts for select to authenticated using (true);
create policy "admins add prompts" on public.prompts for insert to authenticated with check ((select studio.is_admin()));
create policy "admins change prompts" on public.prompts for update to authenticated
    using ((select studio.is_admin())) with check ((select studio.is_admin()));
create policy "admins remove prompts" on public.prompts for delete to authenticated using ((select studio.is_admin()));

drop policy if exists "signed-in users read themes" on public.themes;
drop policy if exists "admins add themes" on public.themes;
drop policy if exists "admins change themes" on public.themes;
drop policy if exists "admins remove themes" on public.themes;
create policy "signed-in users read themes" on public.themes for select to authenticated using (true);
create policy "admins add themes" on public.themes for insert to authenticated with check ((select studio.is_admin()));
create policy "admins change themes" on public.themes for update to authenticated
    using ((select studio.is_admin())) with check ((select studio.is_admin()));
create policy "admins remove themes" on public.themes for delete to authenticated using ((select studio.is_admin()));

drop policy if exists "signed-in users read rarity" on public.rarity;
drop policy if exists "admins add rarity" on public.rarity;
drop policy if exists "admins change rarity" on public.rarity;
drop policy if exists "admins remove rarity" on public.rarity;
create policy "signed-in users read rarity" on public.rarity for select to authenticated using (true);
create policy "admins add rarity" on public.rarity for insert to authenticated with check ((select studio.is_admin()));
create policy "admins change rarity" on public.rarity for update to authenticated
    using ((select studio.is_admin())) with check ((select studio.is_admin()));
create policy "admins remove rarity" on public.rarity for delete to authenticated using ((select studio.is_admin()));

do $$
declare
    leftover record;
begin
    for leftover in
        select policy.tablename, policy.policyname, policy.cmd
        from pg_catalog.pg_policies policy
        where policy.schemaname = 'public'
          and policy.tablename in ('prompts', 'themes', 'rarity')
          and policy.permissive = 'PERMISSIVE'
          and policy.policyname not like '%users read ' || policy.tablename
          and policy.policyname not like 'admins % ' || policy.tablename
    loop
        raise warning 'policy "%" on % (%) was here before and still allows what it says; drop it if it should not',
            leftover.policyname, leftover.tablename, leftover.cmd;
    end loop;
end
$$;
