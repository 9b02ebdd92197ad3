"""What a door answers at /healthz: whether this installation can do its work now, one line for each part.

`watch` bounds it in time and asks at most every two seconds, `checks` look, `report` is what they find.
"""
