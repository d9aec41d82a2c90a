#ifndef IMPORTERS_TEXT_ISSUE_H
#define IMPORTERS_TEXT_ISSUE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "importers/text/issue_codes.h"

/* What is wrong with the input, collected over all files (formats.md section 1). Codes and their
 * texts are in issue_codes.h. */

enum {
    ISSUES_LISTED_MAX = 1000, /* kept, and the first few of each cause; the rest is only counted */
    ISSUE_FOUND_BYTES = 60    /* of a value that are shown */
};

/* Where an issue is. */
struct issue_place {
    const char *file;   /* base name: "appointments.csv" */
    uint32_t order;     /* of the file: enum input_file, then the shipped holidays by name */
    uint32_t line;      /* on which the record starts; 1 for a file as a whole */
    const char *column; /* heading or key; NULL, in an issue "-", for the row or file as a whole */
    uint32_t position;  /* of the column in its file, from 1; 0 in an issue for "-" */
};

struct issue {
    struct issue_place place;
    guint cause;          /* its place among the causes */
    const char *code;     /* static */
    const char *found;    /* the value as given, cut and escaped for one line */
    const char *expected; /* what is expected and how to mend it */
};

/* What is wrong in the same way: one code in a column, or in a file where it is the file that is wrong. */
struct issue_cause {
    const char *file;
    uint32_t order;
    const char *column; /* the first of them */
    const char *code;
    uint32_t count;
    const char *told;    /* in place of what each is told to be; NULL: nothing */
    const char *counted; /* … of "57 times" */
};

/* A list of issues. Never fails; the caller frees. */
struct issues {
    GArray *listed;      /* of struct issue; in order of file, line and column after issues_sort */
    GArray *causes;      /* of struct issue_cause, as they came */
    GHashTable *places;  /* of causes, by what tells them apart */
    uint32_t count;      /* of all, those that are not listed included */
    GStringChunk *texts; /* owns what the listed ones point to */
};
struct issues *issues_new(void);
void issues_free(struct issues *issues);
typedef struct issues issues;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(issues, issues_free)

/* An issue whose strings are put into `texts`. found: any bytes up to a NUL; NULL is "". expected and
 * mend: NULL takes the text of the code's table row; a mend of "" says nothing. */
struct issue issue_compose(GStringChunk *texts, const struct issue_place *place,
                           enum issue_code code, const char *found, const char *expected,
                           const char *mend);
/* Puts such an issue into the list. *ret_index (may be NULL): its place in `listed` until issues_sort, or
 * UINT32_MAX where it is only counted. */
void issues_add(struct issues *issues, const struct issue_place *place, enum issue_code code,
                const char *found, const char *expected, const char *mend, uint32_t *ret_index);
/* Says of all issues of that code in a file's column what they have in common, instead of what the first
 * is told. `mend` gives each that is listed what is expected of it, and how to mend it; NULL leaves it. */
typedef const char *(*issue_mender)(GStringChunk *texts, const struct issue *issue, int how);
void issues_tell(struct issues *issues, uint32_t order, const char *column, enum issue_code code,
                 const char *told, issue_mender mend, int how);
/* Says how many they are: "2 values in 5 rows". */
void issues_count_as(struct issues *issues, uint32_t order, const char *column,
                     enum issue_code code, const char *counted);
/* Takes back all issues of a code: they follow from another that is told. Returns how many. */
uint32_t issues_withdraw(struct issues *issues, enum issue_code code);
/* Whether there is any of the file that is the order's. */
bool issues_have(const struct issues *issues, uint32_t order);
/* Gives a listed issue another value as found. */
void issues_show(struct issues *issues, uint32_t index, const char *found);
/* An issue that another folder found (holidays/calendar.h), with its own code and its text of what
 * is expected and how to mend it, with or without "expected" before it. code must be static. */
void issues_add_foreign(struct issues *issues, const struct issue_place *place, const char *code,
                        const char *found, const char *expected_and_mend);
void issues_sort(struct issues *issues);
const struct issue *issues_at(const struct issues *issues, uint32_t index);

/* appointments.csv:1204:start: AMBIGUOUS_FORMAT "03/09/2026 10:00": expected …; write …
 * One line without its line end. The caller frees. */
char *issue_line(const struct issue *issue);

/* What is told of all of its cause; NULL: nothing. */
const char *issue_told(const struct issues *issues, const struct issue *issue);

/* All of them, in order, by cause, or with `every` a line each; and at the end their number and
 * `consequence` ("nothing was imported"). The caller frees. */
char *issues_text(struct issues *issues, bool every, const char *consequence);

/* A value for one line: control, invisible and invalid characters as \xNN or \u{N}, a quotation
 * mark as \", cut at ISSUE_FOUND_BYTES on a character's boundary with "…". Kept in `texts`. */
const char *issue_escape(GStringChunk *texts, const char *value);

/* A value that may be anything, a client's name that slipped into the column: its first 3 characters and
 * its length, "Mar… (10 characters)"; one of 3 characters or fewer as it is. Kept in `texts`. */
const char *issue_mask(GStringChunk *texts, const char *value);

/* A text of an issue to be, kept in `texts`. */
const char *issue_print(GStringChunk *texts, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The mend "write NEAR"; NULL where `near` is. */
const char *issue_near_mend(GStringChunk *texts, const char *near);

/* The texts of each code's table row. */
struct issue_text {
    const char *name;
    const char *expected;
    const char *mend;
};
extern const struct issue_text issue_texts[ISSUE_CODE_COUNT];

#endif
