#ifndef FOVEA_CMARKGFM_H
#define FOVEA_CMARKGFM_H

// cmark-gfm, the CommonMark parser of GitHub (system package libcmark-gfm-dev), as Swift sees it.

#include <cmark-gfm.h>
#include <stddef.h>

// Parses `length` bytes of UTF-8 as CommonMark with GitHub's tables, strikethrough and autolinks.
// The caller frees the document with `cmark_node_free`; NULL when memory ran out.
cmark_node *fovea_markdown_parse(const char *text, size_t length);

#endif
