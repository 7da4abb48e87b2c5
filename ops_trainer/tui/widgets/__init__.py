"""Parts that screens share: title bar, key bar, prose, pages, chips."""
