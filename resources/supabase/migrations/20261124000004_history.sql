-- Every published version of every catalog entry, and the one door through which the studio publishes.

create table if not exists public.catalog_history (
    kind      text        not null check (kind in ('prompts', 'themes', 'rarity')),
    entry_id  bigint      not null,
    version   bigint      not null check (version > 0),
    change_id uuid        not null unique,
    value     jsonb,                            -- the row as it was then; null: the entry was removed
    note      text,
    author    uuid        default auth.uid(),   -- null: found as it was, changed without the studio
    at        timestamptz not null default now(),
    primary key (kind, entry_id, version)
);

alter table public.catalog_history enable row level security;
revoke all on public.catalog_history from public, anon, authenticated, service_role;
grant select, insert on public.catalog_history to authenticated, service_role;

drop policy if exists "signed-in users read history" on public.catalog_history;
drop policy if exists "admins append history" on public.catalog_history;
create policy "signed-in users read history" on public.catalog_history for select to authenticated using (true);
create policy "admins append history" on public.catalog_history for insert to authenticated
    with check ((select studio.is_admin()) and (author is null or author = auth.uid()));

-- Appends one version of an entry and says its number. The caller holds the row's lock or has just made the row.
create or replace function studio.append_version(
    change_id uuid, kind text, entry_id bigint, value jsonb, note text, author uuid
) returns bigint
language sql set search_path = '' as $$
    insert into public.catalog_history (kind, entry_id, version, change_id, value, note, author)
    select append_version.kind, append_version.entry_id, coalesce(max(past.version), 0) + 1,
        append_version.change_id, append_version.value, append_version.note, append_version.author
    from public.catalog_history past
    where past.kind = append_version.kind and past.entry_id = append_version.entry_id
    returning version
$$;
revoke all on function studio.append_version(uuid, text, bigint, jsonb, text, uuid) from public;
grant execute on function studio.append_version(uuid, text, bigint, jsonb, text, uuid) to authenticated;

-- Publishes one change of the catalog.
--
--   change_id  names the change: the same one again answers as the first time and writes nothing
--   kind       prompts, themes or rarity
--   id         the entry; null makes a new one
--   base       updated_at of the row that the change was made from, or null where that was null
--   value      {"name", "template"} or {"name", "details"}, each of which may be null; a null value removes the entry
--   note       what the author says about it
--
-- Answers {"id", "version", "entry"}; the entry is the row as written, or null once removed. Errors, nothing written:
-- 42501 the caller is no admin; PT409 the row is not the base any more, details hold it as it is now (null: removed);
-- 22023 the call makes no sense.
create or replace function public.publish_entry(
    change_id uuid, kind text, id bigint, base timestamptz, value jsonb, note text default null
) returns jsonb
language plpgsql security invoker set search_path = '' set timezone = 'UTC' as $$
#variable_conflict use_variable
declare
    field  text := case kind when 'prompts' then 'template' else 'details' end;
    earlier public.catalog_history;
    latest public.catalog_history;
    found  jsonb;   -- the row as it is now
    stamp  timestamptz;
    result jsonb;   -- the row as written
    number bigint;
begin
    if not studio.is_admin() then
        raise exception using errcode = '42501', message = 'Only an admin publishes catalog entries.';
    end if;
    if change_id is null or kind is null or kind not in ('prompts', 'themes', 'rarity') or (id is null and value is null) then
        raise exception using errcode = '22023', message = 'A change needs a change_id, a kind and an entry or a value.';
    end if;
    if value is not null and (
        jsonb_typeof(value) <> 'object'
        or not value ?& array['name', field] or value - 'name' - field <> '{}'
        or jsonb_typeof(value -> 'name') not in ('string', 'null')
        or (field = 'template' and jsonb_typeof(value -> field) not in ('string', 'null'))
    ) then
        raise exception using errcode = '22023', message = format('A value for %s is {"name", "%s"} and no more.', kind, field);
    end if;

    -- Two calls for one change wait for each other here, and the second finds what the first has done.
    perform pg_advisory_xact_lock(hashtextextended(change_id::text, 0));
    select * into earlier from public.catalog_history past where past.change_id = publish_entry.change_id;
    if earlier.change_id is not null then
        if earlier.kind <> kind or id <> earlier.entry_id or earlier.author is distinct from auth.uid() then
            raise exception using errcode = '22023', message = 'This change_id belongs to another change.';
        end if;
        return jsonb_build_object('id', earlier.entry_id, 'version', earlier.version, 'entry', earlier.value);
    end if;

    if id is not null then
        execute format('select to_jsonb(t), t.updated_at from public.%I t where t.id = $1 for update', kind)
            into found, stamp using id;
        if found is null then
            execute format('select to_jsonb(t) from public.%I t where t.id = $1', kind) into found using id;
            if found is not null then   -- there, but not to be locked
                raise exception using errcode = '42501', message = 'The policies of this project refuse the change.';
            end if;
        end if;
        if found is null or stamp is distinct from base then
            raise exception using errcode = 'PT409', message = 'The entry has changed since.',
                detail = coalesce(found, 'null')::text;
        end if;
        select * into latest from public.catalog_history past
            where past.kind = publish_entry.kind and past.entry_id = publish_entry.id
            order by past.version desc limit 1;
        if latest.value is distinct from found then
            perform studio.append_version(gen_random_uuid(), kind, id, found, null, null);
        end if;
    end if;

    if id is null then
        execute format(
            'insert into public.%1$I as t (name, %2$I)
             select v.name, v.%2$I from jsonb_populate_record(null::public.%1$I, $1) v returning to_jsonb(t)',
            kind, field
        ) into result using value;
    elsif value is null then
        execute format('delete from public.%I t where t.id = $1 returning to_jsonb(t)', kind) into result using id;
    else
        execute format(
            'update public.%1$I t set name = v.name, %2$I = v.%2$I
             from jsonb_populate_record(null::public.%1$I, $2) v where t.id = $1 returning to_jsonb(t)',
            kind, field
        ) into result using id, value;
    end if;
    if result is null then
        raise exception using errcode = '42501', message = 'The policies of this project refuse the change.';
    end if;

    id := (result ->> 'id')::bigint;
    if value is null then
        result := null;
    end if;
    number := studio.append_version(change_id, kind, id, result, note, auth.uid());
    return jsonb_build_object('id', id, 'version', number, 'entry', result);
end
$$;
revoke all on function public.publish_entry(uuid, text, bigint, timestamptz, jsonb, text) from public, anon;
grant execute on function public.publish_entry(uuid, text, bigint, timestamptz, jsonb, text) to authenticated;
