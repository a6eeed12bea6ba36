#include "overlap/analysis/reason.h"

#include "overlap/analysis/messagehead.h"
#include "overlap/analysis/upstreamtext.h"
#include "overlap/record/names.h"
#include "overlap/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace overlap::analysis {

using namespace Qt::StringLiterals;
using text::plainText;

namespace {

constexpr qsizetype maxOrigin = 100; // bytes shown

QByteArrayView valueIn(const MessageHead &head, QByteArrayView name)
{
    const auto at = std::ranges::find_if(
        head.fields, [&](const MessageHead::Field &field) { return isNamed(field, name); });
    return at == head.fields.end() ? QByteArrayView() : at->value;
}

// Whether a script of another origin wants to read the answer. New browsers send Sec-Fetch-Mode;
// old ones send only the origin.
bool isForScript(const MessageHead &request, QByteArrayView origin)
{
    const QByteArrayView mode = valueIn(request, "Sec-Fetch-Mode");
    if (!mode.isEmpty())
        return mode == "cors" && valueIn(request, "Sec-Fetch-Site") != "same-origin";
    const QByteArray own = "http://" + valueIn(request, "Host").toByteArray();
    return origin.compare(own, Qt::CaseInsensitive) != 0 && valueIn(request, "Upgrade").isEmpty();
}

QString originText(QByteArrayView origin)
{
    if (origin == "null")
        return QCoreApplication::translate("Reason", "null, such as a file,");
    if (origin.size() > maxOrigin)
        return plainText(origin.first(maxOrigin)) + u'…';
    return plainText(origin);
}

QString crossOriginReason(const record::KeptDetails &details)
{
    const MessageHead request = splitMessageHead(details.requestHead);
    const QByteArrayView origin = valueIn(request, "Origin");
    if (origin.isEmpty() || details.responseHead.isEmpty() || !isForScript(request, origin) ||
        !valueIn(splitMessageHead(details.responseHead), "Access-Control-Allow-Origin").isEmpty())
        return {};
    const bool isPreflight = request.startLine.startsWith("OPTIONS ") &&
                             !valueIn(request, "Access-Control-Request-Method").isEmpty();
    const QString text =
        isPreflight
            ? QCoreApplication::translate("Reason", "A page at %1 asked; turn on CORS to allow it.")
            : QCoreApplication::translate(
                  "Reason", "A page at %1 may not read this answer; turn on CORS to allow it.");
    return text.arg(originText(origin));
}

} // namespace

QString reasonOf(const record::Record &record, const record::KeptDetails &details,
                 const std::optional<record::UpstreamTimes> &upstream)
{
    const QString fault = record::faultSentence(record);
    if (!fault.isEmpty())
        return fault;
    if (record.outcome == record::Outcome::NeverRun)
        return QCoreApplication::translate("Reason",
                                           "Its handler was made, but nobody awaited it, so it "
                                           "never ran: choose Concurrent.");
    if (const QString trouble = upstream ? troubleText(*upstream) : QString(); !trouble.isEmpty())
        return trouble;
    if (record::methodName(record) == "CONNECT"_L1)
        return QCoreApplication::translate("Reason",
                                           "CONNECT asks for a proxy: this server is none.");
    return crossOriginReason(details);
}

} // namespace overlap::analysis
