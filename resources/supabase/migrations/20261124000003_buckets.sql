-- Where figures are published, and the recipes they were made from.
--
-- On a project that already has a bucket named figures, its files stay; what is uploaded from now on must be a picture
-- of at most 50 MB. A figure is never overwritten, so a link always shows what was published under it.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values
    ('figures', 'figures', true, 52428800, array['image/png', 'image/webp', 'image/jpeg']),
    ('recipes', 'recipes', false, 1048576, array['application/json'])
on conflict (id) do update set
    public = excluded.public,
    file_size_limit = excluded.file_size_limit,
    allowed_mime_types = excluded.allowed_mime_types;

-- Plain names below the folder that is named by the user's id: no "..", no hidden or empty parts, nothing to decode.
create or replace function studio.is_own_file(name text, endings text) returns boolean
language sql stable set search_path = '' as $$
    select coalesce(
        is_own_file.name ~ ('^' || auth.uid() || '(/[A-Za-z0-9][A-Za-z0-9._-]*)*/[A-Za-z0-9][A-Za-z0-9._-]*\.('
            || is_own_file.endings || ')$'),
        false
    )
$$;
revoke all on function studio.is_own_file(text, text) from public;
grant execute on function studio.is_own_file(text, text) to authenticated, service_role;

drop policy if exists "signed-in users list figures" on storage.objects;
drop policy if exists "signed-in users publish figures" on storage.objects;
drop policy if exists "owners and admins remove figures" on storage.objects;
create policy "signed-in users list figures" on storage.objects for select to authenticated
    using (bucket_id = 'figures');
create policy "signed-in users publish figures" on storage.objects for insert to authenticated
    with check (bucket_id = 'figures' and studio.is_own_file(name, 'png|webp|jpe?g'));
create policy "owners and admins remove figures" on storage.objects for delete to authenticated
    using (bucket_id = 'figures' and (split_part(name, '/', 1) = auth.uid()::text or (select studio.is_admin())));

-- A recipe may be written anew by its owner: it is the note beside the picture, not the picture.
drop policy if exists "signed-in users read recipes" on storage.objects;
drop policy if exists "signed-in users publish recipes" on storage.objects;
drop policy if exists "owners rewrite recipes" on storage.objects;
drop policy if exists "owners and admins remove recipes" on storage.objects;
create policy "signed-in users read recipes" on storage.objects for select to authenticated
    using (bucket_id = 'recipes');
create policy "signed-in users publish recipes" on storage.objects for insert to authenticated
    with check (bucket_id = 'recipes' and studio.is_own_file(name, 'json'));
create policy "owners rewrite recipes" on storage.objects for update to authenticated
    using (bucket_id = 'recipes' and studio.is_own_file(name, 'json'))
    with check (bucket_id = 'recipes' and studio.is_own_file(name, 'json'));
create policy "owners and admins remove recipes" on storage.objects for delete to authenticated
    using (bucket_id = 'recipes' and (split_part(name, '/', 1) = auth.uid()::text or (select studio.is_admin())));
