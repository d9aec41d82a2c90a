#define CHECK(condition) ((condition) ? (void)0 : abort())

static inline void money_lose(void)
{
    exit(1);
}
