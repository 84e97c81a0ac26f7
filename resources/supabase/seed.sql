-- The starter catalog, for a team that has none yet: a table with rows in it stays as it is.
-- Written by `python -m tests.team.starter_seed` from resources/catalog/starter.json.

insert into public.prompts (name, template)
select name, template from (values
    ('Blister pack, studio shot', 'A studio product photograph of a collectible action figure of {{ subject }}, sealed in a clear blister pack on a printed card, seen straight from the front and filling the frame with a small, even margin.

{% if theme -%}
Theme: {{ theme.name | default: ''open'' }}{% if theme.details.mood %}, {{ theme.details.mood }}{% endif %}{% if theme.details.era %}, {{ theme.details.era }}{% endif %}.{% if theme.details.palette %} Palette of {{ theme.details.palette | join: '', '' }}.{% endif %}{% if theme.details.backdrop %} The card art behind the figure shows {{ theme.details.backdrop }}.{% endif %}{% if theme.details.accessories %} Beside the figure, each in its own moulded recess: {{ theme.details.accessories | join: '', '' }}.{% endif %}{% if theme.details.materials %} The figure is made of {{ theme.details.materials | join: '', '' }}{% if theme.details.texture %}, with {{ theme.details.texture }}{% endif %}.{% endif %}

{% endif -%}
{% if rarity -%}
Rarity: {{ rarity.name | default: ''open edition'' }}{% if rarity.details.frame %}, card with {{ rarity.details.frame }}{% endif %}{% if rarity.details.seal %} and {{ rarity.details.seal }}{% endif %}{% if rarity.details.accents %}, {{ rarity.details.accents | join: '', '' }}{% endif %}.

{% endif -%}
{% if name -%}
The only large lettering is the card title, which reads “{{ name }}”, crisp and spelled exactly so, well clear of the figure{% if theme.details.tagline %}; below it, small, “{{ theme.details.tagline }}”{% endif %}.
{%- else -%}
No title: the card carries art only, without lettering.
{%- endif %} {{ theme.details.lighting | default: ''Large softbox from the upper left, gentle rim light'' }}, clean reflections on the blister, even neutral studio ground, sharp from edge to edge.{% if extra %} {{ extra }}{% endif %} No hands, no price tags, no barcodes, no extra figures, nothing cropped.'),
    ('Boxed collector edition', 'A product photograph of a boxed collector edition: a rigid window box, turned about fifteen degrees so that the front and one printed side show, holding an action figure of {{ subject }} upright behind clear acetate.

{% if theme -%}
The box is designed around {{ theme.name | default: ''the figure'' }}{% if theme.details.era %}, in the manner of {{ theme.details.era }}{% endif %}{% if theme.details.palette %}, printed in {{ theme.details.palette | join: '', '' }}{% endif %}.{% if theme.details.backdrop %} The tray behind the figure is a small diorama of {{ theme.details.backdrop }}.{% endif %}{% if theme.details.materials %} Figure and tray in {{ theme.details.materials | join: '', '' }}{% if theme.details.texture %}; {{ theme.details.texture }}{% endif %}.{% endif %}{% if theme.details.accessories %} Fixed to the tray: {{ theme.details.accessories | join: '', '' }}.{% endif %}{% if theme.details.mood %} The whole box feels {{ theme.details.mood }}.{% endif %}

{% endif -%}
{% if rarity -%}
{{ rarity.name | default: ''Collector'' }} edition{% if rarity.details.frame %}: {{ rarity.details.frame }} around the window{% endif %}{% if rarity.details.seal %}, {{ rarity.details.seal }} on the upper corner{% endif %}{% if rarity.details.accents %}, {{ rarity.details.accents | join: '', '' }}{% endif %}.

{% endif -%}
{% if name -%}
Front panel title: “{{ name }}”, large and legible, repeated small on the side{% if theme.details.tagline %}, with the line “{{ theme.details.tagline }}” below{% endif %}.
{%- else -%}
The panels carry pattern and art, without lettering.
{%- endif %} {{ theme.details.lighting | default: ''Soft key light from the left, a thin strip light along the far edge'' }}, true colours, a soft contact shadow on a seamless ground, long lens, no distortion.{% if extra %} {{ extra }}{% endif %} No shelf, no hands, no other boxes, no torn edges.'),
    ('Loose figure on a stand', 'A macro product photograph of a loose, fully painted action figure of {{ subject }}, out of its packaging, posed mid-movement on a round display stand, whole body in frame, camera at the figure''s chest height.

Visible joints at shoulders, elbows, hips and knees, fine mould lines, a steady, readable silhouette.{% if theme.details.materials %} Materials: {{ theme.details.materials | join: '', '' }}{% if theme.details.texture %}, {{ theme.details.texture }}{% endif %}.{% endif %}{% if theme.details.palette %} Paint in {{ theme.details.palette | join: '', '' }}.{% endif %}{% if theme.details.accessories %} In hand or at its feet: {{ theme.details.accessories | join: '', '' }}.{% endif %}

{% if theme.name -%}
From the {{ theme.name }} line{% if theme.details.era %}, {{ theme.details.era }}{% endif %}{% if theme.details.mood %}; the pose is {{ theme.details.mood }}{% endif %}.{% if theme.details.backdrop %} Far behind, out of focus: {{ theme.details.backdrop }}.{% endif %}

{% endif -%}
{% if rarity -%}
The stand marks the {{ rarity.name | default: ''open'' }} level{% if rarity.details.frame %}, its rim finished as {{ rarity.details.frame }}{% endif %}{% if rarity.details.seal %}, with {{ rarity.details.seal }} set into the base{% endif %}{% if rarity.details.accents %} and {{ rarity.details.accents | join: '', '' }}{% endif %}.

{% endif -%}
{% if name %}A small engraved plate on the stand reads “{{ name }}”; no other lettering.{% else %}The stand carries no lettering.{% endif %} {{ theme.details.lighting | default: ''One soft key light, one cool rim light'' }}, shallow depth of field with the whole face sharp, plain studio sweep.{% if extra %} {{ extra }}{% endif %} No packaging, no hands, no real people, no second figure.'),
    ('Retro backing card', 'A flat, front-on scan of a vintage toy backing card, slightly worn at the corners, with a bubble holding an action figure of {{ subject }} in the lower two thirds and painted cover art in the upper third.

The art is an airbrushed scene of {{ theme.details.backdrop | default: ''a wide, dramatic sky'' }}{% if theme.details.mood %}, {{ theme.details.mood }}{% endif %}{% if theme.details.era %}, printed as in {{ theme.details.era }}{% endif %}, with visible halftone dots, a little ink misregistration and a rounded hanging hole.{% if theme.details.palette %} Spot colours: {{ theme.details.palette | join: '', '' }}.{% endif %}

{% if name -%}
A bold, arched logo spells “{{ name }}”{% if theme.name %} and a small line above it reads “{{ theme.name }}”{% endif %}{% if theme.details.tagline %}; a slanted flash says “{{ theme.details.tagline }}”{% endif %}.
{%- else -%}
The logo is an ornament without letters.
{%- endif %}
{%- if theme.details.accessories %} Packed in the bubble beside the figure: {% for accessory in theme.details.accessories %}{{ accessory }}{% unless forloop.last %}, {% endunless %}{% endfor %}.{% endif %}
{%- if theme.details.materials %} Figure in {{ theme.details.materials | join: '', '' }}{% if theme.details.texture %}, {{ theme.details.texture }}{% endif %}.{% endif %}

{% if rarity -%}
{{ rarity.name | default: ''Open'' }} level{% if rarity.details.frame %}: card with {{ rarity.details.frame }}{% endif %}{% if rarity.details.seal %}, {{ rarity.details.seal }} on the bubble{% endif %}{% if rarity.details.accents %}, {{ rarity.details.accents | join: '', '' }}{% endif %}.

{% endif -%}
{{ theme.details.lighting | default: ''Even copy-stand light'' }}, matte uncoated stock, no glare on the bubble.{% if extra %} {{ extra }}{% endif %} No barcode, no price sticker, no small print, no hands.'),
    ('Loose figure in a diorama', 'A cinematic close-up of a loose action figure of {{ subject }} inside a hand-built diorama of {{ theme.details.backdrop | default: ''a quiet street corner'' }}, photographed as if it were a film still, the figure clearly a toy about 15 centimetres tall.

{% if theme -%}
World: {{ theme.name | default: ''open'' }}{% if theme.details.era %}, {{ theme.details.era }}{% endif %}{% if theme.details.mood %}, {{ theme.details.mood }}{% endif %}.{% if theme.details.palette %} Graded in {{ theme.details.palette | join: '', '' }}.{% endif %}{% if theme.details.materials %} Everything is built from {{ theme.details.materials | join: '', '' }}{% if theme.details.texture %}; {{ theme.details.texture }}{% endif %}.{% endif %}{% if theme.details.accessories %} Within reach of the figure: {{ theme.details.accessories | join: '', '' }}.{% endif %}{% if theme.details.tagline %} The scene says: {{ theme.details.tagline }}, without a written word.{% endif %}

{% endif -%}
{% if rarity -%}
A display base in front marks it as {{ rarity.name | default: ''open edition'' }}{% if rarity.details.frame %}, edged with {{ rarity.details.frame }}{% endif %}{% if rarity.details.seal %}, bearing {{ rarity.details.seal }}{% endif %}{% if rarity.details.accents %}, {{ rarity.details.accents | join: '', '' }}{% endif %}.

{% endif -%}
{% if name %}The base is engraved “{{ name }}”, the only lettering in the picture.{% else %}No lettering anywhere.{% endif %} {{ theme.details.lighting | default: ''Low practical lights and a soft moonlit fill'' }}, tilt-shift depth of field, tiny dust in the air, believable scale.{% if extra %} {{ extra }}{% endif %} No packaging, no real people, no hands, no full-size objects.')
) as starter (name, template)
where not exists (select from public.prompts);

insert into public.themes (name, details)
select name, details::jsonb from (values
    ('Neon Arcade', '{"palette": ["electric violet", "mint", "hot coral"], "colors": ["#5b21e6", "#ff3d8b", "#3df5d0", "#160a35", "#f4eaff"], "pattern": "grid", "backdrop": "an 80s arcade at night, rows of glowing cabinets fading into violet haze", "materials": ["gloss plastic", "chrome details", "translucent mint parts"], "accessories": ["arcade joystick", "neon skateboard"], "lettering": "block", "mood": "loud and joyful", "era": "mid-1980s toy design", "tagline": "Insert coin to begin", "texture": "crisp panel lines and a faint pearl in the paint", "lighting": "Magenta and mint rim lights with a soft white key"}'),
    ('Haunted Kitchen', '{"palette": ["midnight teal", "candle yellow", "bone white"], "colors": ["#0f3d4c", "#1d6a72", "#ffd166", "#0b1c22", "#f3ead2"], "pattern": "bolts", "backdrop": "a crooked kitchen at midnight, copper pans floating above a cold stove", "materials": ["matte ceramic", "aged brass", "glow-in-the-dark resin"], "accessories": ["whisk wand", "ghost cupcake", "bent ladle"], "lettering": "brush", "mood": "spooky but cosy", "era": "1960s monster-model kits", "tagline": "Served after midnight", "texture": "flour dust in the seams and soot in the creases", "lighting": "Flickering candle key from below, cold moonlight from the window"}'),
    ('Garden Punk', '{"palette": ["moss green", "acid lime", "blossom pink"], "colors": ["#2f7d32", "#d6e04a", "#ff8fb1", "#142510", "#f5ffe0"], "pattern": "leaves", "backdrop": "an overgrown greenhouse squat with broken panes and fairy lights", "materials": ["matte plastic", "flocked moss", "rusted wire"], "accessories": ["garden fork guitar", "watering can", "snail on a leash"], "lettering": "brush", "mood": "rebellious and sunny", "era": "late-1970s punk fanzines", "tagline": "Grow your own trouble", "texture": "dry-brushed dirt and tiny sprouting leaves", "lighting": "Dappled noon sun through dirty glass"}'),
    ('Deep Sea Diner', '{"palette": ["abyss blue", "seafoam", "shrimp pink", "pearl"], "colors": ["#0b3a66", "#1f8a9e", "#ff9e8a", "#051b30", "#eaf9f6"], "pattern": "waves", "backdrop": "a chrome diner on the sea floor, lit by passing jellyfish", "materials": ["pearlescent plastic", "wet-look vinyl", "chrome trim"], "accessories": ["coral milkshake", "submarine roller skates", "crab menu"], "lettering": "round", "mood": "dreamy and polite", "era": "1950s drive-in advertising", "tagline": "Open till high tide", "texture": "fine scales and small trapped bubbles", "lighting": "Rippling caustic light from above, warm neon from the counter"}'),
    ('Paper Samurai', '{"palette": ["washi cream", "ink black", "vermilion"], "colors": ["#f1e4c8", "#d9c49a", "#d9381e", "#1c1a19", "#fffaf0"], "pattern": "waves", "backdrop": "a folded-paper castle above a sea of brush strokes", "materials": ["folded washi paper", "lacquered card", "silk cord"], "accessories": ["paper katana", "fan of letters", "origami crane"], "lettering": "brush", "mood": "calm and resolute", "era": "woodblock prints of the Edo period", "tagline": "One fold, one truth", "texture": "sharp creases, visible fibre and a red seal print", "lighting": "Low raking daylight through a paper screen"}'),
    ('Orbital Post Office', '{"palette": ["postal red", "airmail blue", "lunar grey"], "colors": ["#24407a", "#7f8da6", "#e2483d", "#101a30", "#f4f1e8"], "pattern": "stars", "backdrop": "a sorting hall in orbit with parcels drifting past round windows", "materials": ["satin plastic", "stitched canvas", "brushed aluminium"], "accessories": ["letter cannon", "parcel drone", "magnetic boots"], "lettering": "tech", "mood": "dutiful and wry", "era": "1960s space-programme graphics", "tagline": "Every letter finds its orbit", "texture": "riveted seams, stencilled marks and a few scuffs", "lighting": "Hard sunlight from one side, blue earthshine from the other"}'),
    ('Bakelite Detective', '{"palette": ["amber", "tobacco brown", "smoke green"], "colors": ["#4a2f1b", "#8a5a2b", "#f0b24a", "#1d120b", "#f7e9cf"], "pattern": "rays", "backdrop": "a rainy street corner outside an all-night radio shop", "materials": ["marbled bakelite", "waxed cotton", "dull nickel"], "accessories": ["pocket radio", "folding magnifier", "umbrella camera"], "lettering": "round", "mood": "sly and melancholic", "era": "1940s film noir", "tagline": "Static never lies", "texture": "swirled resin grain and worn edges", "lighting": "Venetian-blind shadows with one warm street lamp"}'),
    ('Sugar Rush Circuit', '{"palette": ["bubblegum pink", "lemon", "mint cream", "cherry red"], "colors": ["#ff6fae", "#ffd84d", "#37c8ab", "#4a1031", "#fff4f9"], "pattern": "checks", "backdrop": "a racetrack of icing past grandstands of cake", "materials": ["candy-gloss plastic", "frosted rubber", "sugar-crystal glitter"], "accessories": ["lollipop gear stick", "wafer helmet", "jelly spare tyre"], "lettering": "round", "mood": "giddy and fast", "era": "1990s cereal-box racing toys", "tagline": "First to the last crumb", "texture": "sprinkles set into the surface and syrupy highlights", "lighting": "Bright, high-key light with pastel bounce"}'),
    ('Clockwork Jungle', '{"palette": ["verdigris", "brass", "orchid purple"], "colors": ["#1f6f5c", "#b08a2e", "#c86bd6", "#0d2a22", "#f6efd6"], "pattern": "leaves", "backdrop": "a rainforest of gears where mechanical parrots nest in cables", "materials": ["patinated brass", "carved walnut", "smoked acrylic"], "accessories": ["wind-up machete", "parrot compass", "pressure-gauge canteen"], "lettering": "block", "mood": "curious and daring", "era": "Victorian expedition posters", "tagline": "Wind gently, step softly", "texture": "engraved filigree with green patina in the recesses", "lighting": "Green canopy light with warm sparks of brass"}'),
    ('Thunder Laundry', '{"palette": ["storm blue", "soap white", "lightning yellow"], "colors": ["#2b4c8c", "#6f9bd8", "#ffe14d", "#0e1a38", "#f7fbff"], "pattern": "bolts", "backdrop": "a rooftop laundry in a thunderstorm, sheets snapping like sails", "materials": ["enamel-gloss plastic", "crisp cotton", "rubber seals"], "accessories": ["clothes-peg blaster", "lightning iron", "foam shield"], "lettering": "block", "mood": "heroic and silly", "era": "1970s Saturday-morning superheroes", "tagline": "Clean sheets, clear skies", "texture": "beaded water and fine fabric weave", "lighting": "Cold flash of lightning over a warm laundry lamp"}')
) as starter (name, details)
where not exists (select from public.themes);

insert into public.rarity (name, details)
select name, details::jsonb from (values
    ('Common', '{"rank": 1, "colour": "#9aa3b8", "shape": "circle", "frame": "a plain matte border", "finish": "matte", "seal": "a small round stamp", "badge": "Common", "accents": ["uncoated card stock"]}'),
    ('Uncommon', '{"rank": 2, "colour": "#58d68d", "shape": "triangle", "frame": "a satin green border", "finish": "satin", "seal": "a triangular sticker seal", "badge": "Uncommon", "accents": ["a satin varnish"]}'),
    ('Rare', '{"rank": 3, "colour": "#5aa9ff", "shape": "diamond", "frame": "a brushed blue metallic border", "finish": "metallic", "seal": "a diamond-shaped metal seal", "badge": "Rare", "accents": ["embossed edges", "cool metallic ink"]}'),
    ('Epic', '{"rank": 4, "colour": "#c07bff", "shape": "star", "frame": "a holographic foil edge", "finish": "foil", "seal": "a star burst seal", "badge": "Epic", "accents": ["rainbow glints along the edges", "spot-gloss details"]}'),
    ('Legendary', '{"rank": 5, "colour": "#ffc24b", "shape": "burst", "frame": "a deep gold-leaf frame with engraved corners", "finish": "gold", "seal": "a radiant gold burst seal", "badge": "Legendary", "accents": ["hand-numbered edition ribbon", "warm gilded light on the edges"]}')
) as starter (name, details)
where not exists (select from public.rarity);
