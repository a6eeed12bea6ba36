#pragma once

#include "overlap/record/record.h"

#include <QByteArrayView>
#include <QString>

#include <variant>
#include <vector>

namespace overlap::ui {

// Pure. Which requests are looked for: terms between blanks, all of which have to hold, such as
// "status:5xx path:/sleep dur>1s method:POST conn:3 -path:/favicon". A word alone is looked for in
// the path. Upper and lower case are the same.
class Filter
{
public:
    // The filter, or one sentence that says what can't be understood.
    static std::variant<Filter, QString> parse(const QString &text);

    bool isEmpty() const { return m_terms.empty(); } // all match
    // nowNs: how long requests in flight have lasted is counted until then.
    bool matches(const record::Record &record, QByteArrayView target, qint64 nowNs) const;

    struct Term
    {
        enum class Kind : quint8 { Status, Path, Duration, Method, Connection, State };
        Kind kind = Kind::Path;
        bool negated = false;
        qint64 least = 0; // of numbers, both inclusive; durations in ns
        qint64 most = 0;
        QByteArray text; // lower case
    };

private:
    std::vector<Term> m_terms;
};

} // namespace overlap::ui
