"""1+1 under every convention: who may call the residents, and whom a short term hurries."""
