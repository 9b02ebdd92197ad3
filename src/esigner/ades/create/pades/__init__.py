"""PAdES (EN 319 142-1): our CMS inside an incremental update that pyHanko writes."""
