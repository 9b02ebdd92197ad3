"""`./run survive`: does anything get lost when anything dies, freezes or fills up?"""
