#include "app/logline.h"

#include "overlap/analysis/reason.h"
#include "overlap/record/names.h"
#include "overlap/text/format.h"

#include <QDateTime>

namespace overlap::app {

using namespace Qt::StringLiterals;

QString logLine(const Session &session, record::Row row)
{
    const record::Store &store = session.store();
    const record::Record record = store.record(row);
    const auto began = QDateTime::fromMSecsSinceEpoch(session.wallClockMs(record.startNs));
    const QString status = record.status ? QString::number(record.status) : u"–"_s;
    QString text = u"%1 %2 %3 %4 %5"_s.arg(
        began.toOffsetFromUtc(began.offsetFromUtc()).toString(Qt::ISODateWithMs), status,
        record::methodName(record), text::plainText(store.target(row)),
        text::durationText(record::totalNs(record)));
    QStringList remarks;
    if (record.outcome != record::Outcome::Answered)
        remarks += record::outcomeName(record.outcome);
    const QString reason = analysis::reasonOf(record, store.details(row), store.upstream(row));
    if (!reason.isEmpty())
        remarks += reason.chopped(1);
    if (!remarks.isEmpty())
        text += u" ("_s + remarks.join(u": "_s) + u')';
    return text + u'\n';
}

} // namespace overlap::app
