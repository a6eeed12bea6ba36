#include "overlap/analysis/status.h"

#include "overlap/text/approximate.h"
#include "overlap/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using text::ageText;
using text::countText;
using text::durationText;

QString Status::text() const
{
    QString text =
        isStopping
            ? QCoreApplication::translate(
                  "Status", "Stopping when requests in flight are answered; long ones are cut")
        : url.isEmpty() ? u"Not serving"_s
                        : u"Serving on %1"_s.arg(url.toDisplayString(QUrl::RemovePath));
    if (!isStopping)
        text += besides;
    text += u" · %1 %2"_s.arg(countText(quint64(connections)),
                              connections == 1 ? u"connection"_s : u"connections"_s);
    for (const auto &[count, how] :
         {std::pair(refused, u"refused"_s), {timedOut, u"timed out"_s}, {reset, u"reset"_s}})
        text += count > 0 ? u", %1 %2"_s.arg(countText(count), how) : QString();
    if (lagNs)
        text += u" · loop lag p99 %1"_s.arg(durationText(*lagNs));
    text += u" · dropped %1"_s.arg(countText(dropped));
    if (paintNs > 0)
        text += u" · paint %1"_s.arg(durationText(paintNs));
    text += u" · keeping the last %1 requests"_s.arg(countText(record::Store::Caps().rows));
    if (forgotten > 0)
        text += u", %1 older ones forgotten"_s.arg(countText(forgotten));
    return text;
}

QString cutText(size_t inFlight, size_t held, std::chrono::nanoseconds within)
{
    const size_t others = inFlight - std::min(held, inFlight);
    QStringList parts;
    if (others == 1)
        parts += QCoreApplication::translate("Status",
                                             "1 request in flight is cut unless it ends within %1")
                     .arg(ageText(within.count()));
    else if (others > 1)
        parts += QCoreApplication::translate(
                     "Status", "%1 requests in flight are cut unless they end within %2")
                     .arg(countText(others), ageText(within.count()));
    if (held == 1)
        parts += QCoreApplication::translate("Status", "1 request held at a gate fails");
    else if (held > 1)
        parts += QCoreApplication::translate("Status", "%1 requests held at gates fail")
                     .arg(countText(held));
    return parts.join(u"; "_s);
}

} // namespace overlap::analysis
