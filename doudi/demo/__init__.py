"""The made-up county: divisions, staff, households and their stories, all through the acts of the office.

Nothing here is real: names are put together from lists, numbers have the right check digit only.
"""
