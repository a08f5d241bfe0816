"""Open311 GeoReport v2: appeals in and out by the standard that city apps speak. docs/open311.md tells how."""
