#ifndef IMPORTERS_TEXT_ISSUE_H
#define IMPORTERS_TEXT_ISSUE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "importers/text/issue_codes.h"

/* What is wrong with the input, collected over all files (formats.md section 1). Codes and their
 * texts are in issue_codes.h. */

enum {
    ISSUES_LISTED_MAX = 1000, /* kept; the rest is only counted */
    ISSUE_FOUND_BYTES = 60    /* of a value that are shown */
};

struct issue {
    char *file;        /* base name: "appointments.csv" */
    uint32_t order;    /* of the file: enum input_file, then the shipped holidays by name */
    uint32_t line;     /* on which the record starts; 1 for a file as a whole */
    char *column;      /* heading or key, or "-" for the row or file as a whole */
    uint32_t position; /* of the column in its file, from 1; 0 for "-" */
    const char *code;  /* static */
    char *found;       /* the value as given, cut and escaped for one line */
    char *expected;    /* what is expected and how to mend it */
};
void issue_free(struct issue *issue);

/* Where an issue is. column NULL is "-". The strings are copied. */
struct issue_place {
    const char *file;
    uint32_t order;
    uint32_t line;
    const char *column;
    uint32_t position;
};

/* A list of issues. Never fails; the caller frees. */
struct issues;
struct issues *issues_new(void);
void issues_free(struct issues *issues);
typedef struct issues issues;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(issues, issues_free)

/* A new issue. found: any bytes up to a NUL; NULL is "". expected and mend: NULL takes the text of
 * the code's table row; a mend of "" says nothing. The caller frees. */
struct issue *issue_new(const struct issue_place *place, enum issue_code code, const char *found,
                        const char *expected, const char *mend);
/* Puts an issue into the list, which takes it over. */
void issues_take(struct issues *issues, struct issue *issue);
/* issue_new and issues_take in one. */
void issues_add(struct issues *issues, const struct issue_place *place, enum issue_code code,
                const char *found, const char *expected, const char *mend);
/* An issue that another folder found (holidays/calendar.h), with its own code and its text of what
 * is expected and how to mend it, with or without "expected" before it. code must be static. */
void issues_add_foreign(struct issues *issues, const struct issue_place *place, const char *code,
                        const char *found, const char *expected_and_mend);

/* How many there are, those that are not listed included. */
uint32_t issues_count(const struct issues *issues);
/* How many are listed, at most ISSUES_LISTED_MAX, and the one at an index (owned by the list): in
 * order of file, line and column after issues_sort. */
uint32_t issues_listed(const struct issues *issues);
void issues_sort(struct issues *issues);
const struct issue *issues_at(const struct issues *issues, uint32_t index);

/* appointments.csv:1204:start: AMBIGUOUS_FORMAT "03/09/2026 10:00": expected …; write …
 * One line without its line end. The caller frees. */
char *issue_line(const struct issue *issue);

/* A value for one line: control, invisible and invalid characters as \xNN or \u{N}, a quotation
 * mark as \", cut at ISSUE_FOUND_BYTES on a character's boundary with "…". The caller frees. */
char *issue_escape(const char *value, size_t length);

/* A text of an issue to be, kept in `texts`. */
const char *issue_print(GStringChunk *texts, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The texts of each code's table row. */
struct issue_text {
    const char *name;
    const char *expected;
    const char *mend;
};
extern const struct issue_text issue_texts[ISSUE_CODE_COUNT];

#endif
