"""machine/text"""
