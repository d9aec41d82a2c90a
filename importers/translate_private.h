#ifndef IMPORTERS_TRANSLATE_PRIVATE_H
#define IMPORTERS_TRANSLATE_PRIVATE_H

#include "engine/store/facts/import.h"
#include "importers/source.h"
#include "importers/table.h"
#include "importers/text/csv.h"
#include "importers/text/written.h"

/* What the parts of translate share: translate.c makes one and gives the rows, translate_values.c makes of
 * cells the values, translate_told.c says what was read as what. */

enum { DATES_KNOWN = 4096 };

/* What is to be done with the value of a column, told once by its kind. */
enum manner { AS_IT_IS, AS_DATE, AS_DURATION, AS_AMOUNT, AS_BSB, AS_ANSWER, AS_TEXT };

/* A column of ours, and where it comes from. */
struct from {
    const struct source_column *named; /* NULL: it is blank, or of the days */
    enum manner manner;
    enum date_order date_order;
    GArray *places;    /* size_t by piece: the column of theirs; SIZE_MAX: a constant */
    GHashTable *words; /* theirs, folded -> struct word; NULL: it has none */
    GHashTable *known; /* theirs as written -> struct word, of those met before */
    struct word *blank;
    struct word *own_name;
    /* Rows with something in a column beside it that nobody reads: cells that moved to the side? */
    struct {
        uint32_t blank;     /* one of its words, and nothing in the column itself */
        uint32_t filled;    /* one of its words, and something in the column itself */
        uint32_t others;    /* something else */
        uint32_t line;      /* the first that counts as blank, */
        const char *theirs; /* and that word as it is named */
    } beside;
};

/* What a word was taken for. */
struct word {
    int column;
    const char *ours; /* NULL: nobody says what it is */
    const char *theirs;
    uint32_t rows;
    uint32_t line;     /* the first */
    uint32_t own;      /* rows in which it is the name of the row's own partner */
    uint32_t nameless; /* … and those whose partner has no name that is known */
};

/* A date as it is written, and as ours is. */
struct rewritten {
    enum date_order order;
    char text[WRITTEN_SIZE];
    char written[WRITTEN_SIZE];
};

struct translation {
    const struct source_pass *pass;
    const struct input_table *table;
    const char *name;
    store_import *import;
    struct csv_column columns[CSV_COLUMNS_MAX]; /* theirs */
    size_t column_count;
    struct csv_export as;
    size_t *needed;
    struct from from[CSV_COLUMNS_MAX];
    size_t days[SUN + 1];     /* the column of theirs of each weekday; SIZE_MAX: none */
    int partner;              /* our column of the partner; NO_COLUMN */
    GPtrArray *words;         /* of struct word *, in the order in which they are named or met */
    GHashTable *names;        /* partner_id -> GStrv of folded names */
    GHashTable *folded_names; /* theirs -> folded as a name */
    struct rewritten *dates;  /* DATES_KNOWN, by the hash of the text */
    GPtrArray *elsewhere;     /* of const char *: headings of other passes */
    GStringChunk *strings;
    /* By our column that must be filled and is blank: the rows that are none of ours for it. */
    uint32_t blank_rows[CSV_COLUMNS_MAX];
    uint32_t bsb_zeros;
    uint32_t broken_texts[CSV_COLUMNS_MAX]; /* by our column: those on several lines */

    /* the row being read */
    const struct csv_record *theirs;
    const char *values[CSV_COLUMNS_MAX];
    const char *found[CSV_COLUMNS_MAX];
    const char *headings[CSV_COLUMNS_MAX];
    const char *zones[CSV_COLUMNS_MAX];
    uint32_t positions[CSV_COLUMNS_MAX];
    GStringChunk *texts;
    uint32_t rows_since; /* texts was cleared */
    bool done;
    int weekday; /* of the days that are columns */
    char **spans;
    char **span; /* the next of them */
    char last_start[sizeof "hh:mm"];
};

/* A word of theirs in that column; ours NULL: nobody says what it is. */
struct word *translation_word_new(struct translation *translation, int column, const char *ours,
                                  const char *theirs);
/* All values of a row but those of days. */
bool translation_values_fill(struct translation *translation, struct translated_row *row,
                             GError **error);
/* The first that is wrong with a row counts. */
void translated_flaw_set(struct translated_row *row, int column, enum issue_code code,
                         const char *expected, const char *mend);

#endif
