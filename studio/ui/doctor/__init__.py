"""The Doctor page: what the studio needs of this computer and of the team, each thing tried."""
