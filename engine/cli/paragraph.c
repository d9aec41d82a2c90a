#include "engine/cli/paragraph.h"

#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/fold.h"
#include "reports/explained/explained.h"

void paragraph_put(const char *text, int at, int indent)
{
    g_autoptr(GString) out = g_string_new(NULL);
    explained_wrap(out, text, at, indent, FOLD_WIDTH);
    puts(out->str);
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
    g_autoptr(GString) out = g_string_new(NULL);
    explained_wrap(out, label, 0, 2, LABEL_WIDTH);
    const char *line_end = strrchr(out->str, '\n');
    const int at = (int)g_utf8_strlen(line_end ? line_end + 1 : out->str, -1);
    printf("%s%*s %*s %*s %*s\n", out->str, MAX(LABEL_WIDTH - at, 0), "", HOURS_WIDTH, hours,
           AMOUNT_WIDTH, without, AMOUNT_WIDTH, with);
}

void sum_put_json(struct line_sum sum)
{
    json_print("'minutes': %d, 'subtotal': %s, 'gst': %s, 'total': %s", sum.minutes.minutes,
               text_money(TEXT_ROOM, sum.subtotal), text_money(TEXT_ROOM, sum.gst),
               text_money(TEXT_ROOM, sum.total));
}
