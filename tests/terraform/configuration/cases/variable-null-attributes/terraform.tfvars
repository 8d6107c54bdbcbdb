v = { hubs = [{ config = {} }, { config = { adv = { bgp = true } } }] }
