#ifndef TESTS_ENGINE_CORE_EXAMPLE_H
#define TESTS_ENGINE_CORE_EXAMPLE_H

#include <glib.h>
#include <stdbool.h>

#include "engine/core/outcome.h"

/* The examples of engine/policy/RULES.md: fenced blocks whose first line is
 *     ```example RULE... TITLE
 * and whose other lines are each a fact or an expectation. A line with " = " is an expectation. */

#define RULES_PATH "engine/policy/RULES.md"

struct example_line {
    char *text;
    int number; /* in the document, from 1 */
};

struct example {
    int number; /* of the fence */
    char *title;
    enum rule first_rule; /* RULE_COUNT where it names none */
    bool rules[RULE_COUNT];
    GArray *lines; /* of struct example_line; blank ones left out */
};

/* Every example of a document's text, in order; the caller frees the array, which owns them. A
 * fence that is not closed ends with the document. */
GPtrArray *examples_read(const char *text);

bool example_line_expects(const struct example_line *line);

/* Runs one example. Appends a message ("RULES.md:12: title: expected …, got …") for each line that
 * cannot be read or is not met; none means that the example holds. */
void example_run(const struct example *example, GPtrArray *failures);

#endif
