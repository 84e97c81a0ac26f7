"""Pictures of the studio's own screens: each state of a screen is brought about with sample data, then drawn off screen."""
