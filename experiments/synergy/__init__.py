"""The estimand: is 1+1 > 2?"""
