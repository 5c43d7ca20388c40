#include "CMarkGFM.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>

cmark_node *fovea_markdown_parse(const char *text, size_t length) {
  static const char *const extensions[] = {"table", "strikethrough", "autolink"};
  cmark_gfm_core_extensions_ensure_registered();
  cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
  if (parser == NULL) return NULL;
  for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
    cmark_syntax_extension *extension = cmark_find_syntax_extension(extensions[i]);
    if (extension != NULL) cmark_parser_attach_syntax_extension(parser, extension);
  }
  cmark_parser_feed(parser, text, length);
  cmark_node *document = cmark_parser_finish(parser);
  cmark_parser_free(parser);
  return document;
}
