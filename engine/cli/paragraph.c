#include "engine/cli/paragraph.h"

#include "engine/cli/command.h"

/* Gives the column that the cursor is left in. */
static int words_put(const char *text, int at, int indent, int most)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    bool begins = true;
    for (char **word = words; *word; word++) {
        const int width = (int)g_utf8_strlen(*word, -1);
        if (!begins && at + 1 + width > most) {
            printf("\n%*s", indent, "");
            at = indent;
            begins = true;
        }
        printf("%s%s", begins ? "" : " ", *word);
        at += width + (begins ? 0 : 1);
        begins = false;
    }
    return at;
}

void paragraph_put(const char *text, int at, int indent)
{
    words_put(text, at, indent, PARAGRAPH_WIDTH);
    putchar('\n');
}

enum { LABEL_WIDTH = 36, HOURS_WIDTH = 13, AMOUNT_WIDTH = 14 };

void sum_heading_put(void)
{
    printf("%-*s %*s %*s %*s\n", LABEL_WIDTH, "", HOURS_WIDTH, "hours", AMOUNT_WIDTH, "without GST",
           AMOUNT_WIDTH, "with GST");
}

static const char *sign_of(int64_t number, enum sum_row row)
{
    return row == SUM_STEP && number > 0 ? "+" : "";
}

void sum_put(const char *label, struct line_sum sum, enum sum_row row)
{
    char text[TEXT_SIZE];
    g_autofree char *hours = sum.minutes.minutes == 0
                                 ? g_strdup("0 h")
                                 : g_strconcat(sign_of(sum.minutes.minutes, row),
                                               text_hours(text, sum.minutes.minutes), NULL);
    g_autofree char *without =
        g_strconcat(sign_of(sum.subtotal.cents, row), text_dollars(text, sum.subtotal), NULL);
    g_autofree char *with =
        g_strconcat(sign_of(sum.total.cents, row), text_dollars(text, sum.total), NULL);
    const int at = words_put(label, 0, 2, LABEL_WIDTH);
    printf("%*s %*s %*s %*s\n", MAX(LABEL_WIDTH - at, 0), "", HOURS_WIDTH, hours, AMOUNT_WIDTH,
           without, AMOUNT_WIDTH, with);
}

void sum_put_json(struct line_sum sum)
{
    json_print("'minutes': %d, 'subtotal': %s, 'gst': %s, 'total': %s", sum.minutes.minutes,
               text_money(TEXT_ROOM, sum.subtotal), text_money(TEXT_ROOM, sum.gst),
               text_money(TEXT_ROOM, sum.total));
}
