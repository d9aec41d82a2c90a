#ifndef IMPORTERS_FILES_LOGO_H
#define IMPORTERS_FILES_LOGO_H

#include <stdbool.h>

/* The company's logo: a PNG beside company.ini. Its bytes become a fact of the period like the
 * other values of company.ini, so that documents of that period can be made again without the
 * file. */

enum { LOGO_BYTES_MAX = 200 * 1000, LOGO_PIXELS_MAX = 2000 /* a side */ };

struct logo_problem {
    const char *expected;
    const char *mend;
};

/* false: the picture's bytes as base64, which the caller frees; it can be drawn. true: a problem,
 * described by static texts. */
bool logo_read(const char *path, char **ret_base64, struct logo_problem *ret_problem);

#endif
