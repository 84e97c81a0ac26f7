"""The Catalog screen: prompts, themes and rarity levels, edited as drafts and published."""
