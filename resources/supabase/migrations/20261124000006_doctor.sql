-- What the studio's doctor asks the database, because HTTP shows neither policies nor triggers.

-- How this project is set up: migrations, tables with their columns, triggers and grants, policies, buckets. Reads only;
-- security definer because signed-in users may look into neither the migrations nor the list of buckets.
create or replace function public.studio_doctor() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
    migrations jsonb := '[]';
begin
    if to_regclass('supabase_migrations.schema_migrations') is not null then
        execute 'select coalesce(jsonb_agg(m.version order by m.version), ''[]'') from supabase_migrations.schema_migrations m'
            into migrations;
    end if;
    return jsonb_build_object(
        'migrations', migrations,
        'now', clock_timestamp(),
        'tables', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'name', c.relname,
                'row_security', c.relrowsecurity,
                'columns', (
                    select jsonb_agg(jsonb_build_object(
                        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull
                    ) order by a.attnum)
                    from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                ),
                'triggers', (
                    select coalesce(jsonb_agg(jsonb_build_object(
                        'name', t.tgname, 'calls', t.tgfoid::regproc::text, 'enabled', t.tgenabled <> 'D'
                    ) order by t.tgname), '[]')
                    from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
                ),
                'anonymous', (
                    select coalesce(jsonb_agg(verb order by verb), '[]')
                    from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) verb
                    where has_table_privilege('anon', c.oid, verb)
                )
            ) order by c.relname), '[]')
            from pg_class c
            where c.relnamespace = 'public'::regnamespace
              and c.relname in ('prompts', 'themes', 'rarity', 'catalog_history', 'figure_claims')
        ),
        'policies', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'schema', p.schemaname, 'table', p.tablename, 'name', p.policyname, 'command', p.cmd,
                'permissive', p.permissive = 'PERMISSIVE', 'roles', to_jsonb(p.roles), 'using', p.qual, 'check', p.with_check
            ) order by p.schemaname, p.tablename, p.policyname), '[]')
            from pg_policies p
            where p.schemaname = 'public'
              and p.tablename in ('prompts', 'themes', 'rarity', 'catalog_history', 'figure_claims')
               or p.schemaname = 'storage' and p.tablename = 'objects'
        ),
        'buckets', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'name', b.id, 'public', b.public, 'file_size_limit', b.file_size_limit, 'types', to_jsonb(b.allowed_mime_types)
            ) order by b.id), '[]')
            from storage.buckets b where b.id in ('figures', 'recipes')
        ),
        'functions', (
            select coalesce(jsonb_agg(p.proname order by p.proname), '[]')
            from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.proname in ('publish_entry', 'studio_doctor_writes')
        )
    );
end
$$;
revoke all on function public.studio_doctor() from public, anon;
grant execute on function public.studio_doctor() to authenticated;

-- Whether the caller may write the catalog: tries each verb on each table, looks whether the stamp moves ("stamp"), and
-- takes all of it back. Answers one {"table", "verb", "ok", "code"} each; only the numbers of new rows move on.
create or replace function public.studio_doctor_writes() returns jsonb
language plpgsql security invoker set search_path = '' as $$
declare
    kind    text;
    verb    text;
    row_id  bigint;
    touched bigint;
    before  timestamptz;
    after   timestamptz;
    tried   jsonb := '[]';
begin
    foreach kind in array array['prompts', 'themes', 'rarity'] loop
        verb := 'insert';
        begin
            execute format('insert into public.%I (name) values (''tried by the doctor'') returning id, updated_at', kind)
                into row_id, before;
            tried := tried || jsonb_build_object('table', kind, 'verb', verb, 'ok', true, 'code', null);
            verb := 'update';
            execute format('update public.%I set name = name where id = $1 returning id, updated_at', kind)
                into touched, after using row_id;
            tried := tried || jsonb_build_object('table', kind, 'verb', verb, 'ok', touched is not null, 'code', null);
            tried := tried || jsonb_build_object('table', kind, 'verb', 'stamp', 'ok', coalesce(after > before, false), 'code', null);
            verb := 'delete';
            execute format('delete from public.%I where id = $1 returning id', kind) into touched using row_id;
            tried := tried || jsonb_build_object('table', kind, 'verb', verb, 'ok', touched is not null, 'code', null);
            raise exception using errcode = 'WF000';
        exception
            when sqlstate 'WF000' then
                null;   -- all of it is undone
            when others then
                tried := tried || jsonb_build_object('table', kind, 'verb', verb, 'ok', false, 'code', sqlstate);
        end;
    end loop;
    return tried;
end
$$;
revoke all on function public.studio_doctor_writes() from public, anon;
grant execute on function public.studio_doctor_writes() to authenticated;
