"""Prompt templates: what may stand in them, what they say for a brief, and which variable fed which words.

`model` is light and imported everywhere; `render`, `lint` and `placeholders` are imported by those who use them,
because `render` brings the Liquid engine along.
"""
