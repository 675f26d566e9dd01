"""The search for a host city: the secretariat's screens, the cities' screens, the notices."""
