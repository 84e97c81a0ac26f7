"""The team's side: what runs on Supabase, and the studio against it."""
