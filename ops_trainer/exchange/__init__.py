"""Foreign formats: bytes in, a parcel out, and back. Pure: no clock, store or screen; libraries are imported lazily."""
