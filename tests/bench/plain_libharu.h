#ifndef TESTS_BENCH_PLAIN_LIBHARU_H
#define TESTS_BENCH_PLAIN_LIBHARU_H

#include <stdbool.h>

/* The baseline: a document of two pages with as many texts, boxes and lines as the invoice of 90
 * slots, made with libharu's own functions as its manual shows them, the whole font embedded. */

enum { PLAIN_TEXTS = 406, PLAIN_BOXES = 135, PLAIN_LINES = 41 };

/* encoding: "WinAnsiEncoding" or "UTF-8". The name is in that encoding. */
bool plain_document_write(const char *encoding, const char *name, const char *path);

#endif
