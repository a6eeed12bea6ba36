// Any text as a filter.
#include "filter.h"
#include "fuzz.h"

using namespace overlap;
using overlap::fuzz::Input;
using overlap::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    record::Record record;
    record.status = quint16(100 + 2 * input.byte());
    record.method = quint8(input.byte() % 10);
    record.connection = quint32(input.byte());
    record.outcome = record::Outcome(input.byte() % 6);
    record.phaseSinceNs = qint64(input.byte()) * 100'000'000;
    const QByteArray target = input.bytes(input.byte() % 32).toByteArray();
    const QString text = QString::fromUtf8(input.rest());
    constexpr qint64 nowNs = 30'000'000'000;

    const auto parsed = ui::Filter::parse(text);
    if (const auto *error = std::get_if<QString>(&parsed)) {
        require(!error->isEmpty(), "an error says what is wrong");
        return 0;
    }
    const auto &filter = std::get<ui::Filter>(parsed);
    const bool matches = filter.matches(record, target, nowNs);
    require(matches || !filter.isEmpty(), "an empty filter leaves out nothing");

    const auto twice = ui::Filter::parse(text + u' ' + text);
    require(std::holds_alternative<ui::Filter>(twice) &&
                std::get<ui::Filter>(twice).matches(record, target, nowNs) == matches,
            "saying it twice changes nothing");
    const bool isOneTerm =
        !filter.isEmpty() && !text.startsWith(u'-') &&
        std::none_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
    if (isOneTerm) {
        const auto negated = ui::Filter::parse(u'-' + text);
        require(std::holds_alternative<ui::Filter>(negated) &&
                    std::get<ui::Filter>(negated).matches(record, target, nowNs) != matches,
                "a minus finds the others");
    }
    return 0;
}
