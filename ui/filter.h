#pragma once

#include "overlap/record/record.h"

#include <QByteArrayView>
#include <QString>

#include <variant>
#include <vector>

namespace overlap::ui {

// Pure. A filter for requests: terms separated by blanks, all of which must hold, such as
// "status:5xx path:/sleep dur>1s method:POST conn:3 rule:2 #5 -path:/favicon". "path=/" is the
// whole path, with any query. A bare word is searched in the path; "404" and "5xx" in the status,
// too. Case does not matter.
class Filter
{
public:
    // The filter, or a sentence for people that says what is wrong.
    static std::variant<Filter, QString> parse(const QString &text);

    bool isEmpty() const { return m_terms.empty(); } // all match
    // nowNs: requests in flight have lasted until then.
    bool matches(const record::Record &record, QByteArrayView target, qint64 nowNs) const;

    struct Term
    {
        enum class Kind : quint8 {
            Status,
            Path,
            WholePath,
            StatusOrPath,
            Word,
            Duration,
            Method,
            Connection,
            Rule,
            Request,
            State
        };
        Kind kind = Kind::Path;
        bool negated = false;
        qint64 least = 0; // least and most are inclusive; durations in ns
        qint64 most = 0;
        QByteArray text; // lower case
    };

private:
    std::vector<Term> m_terms;
};

} // namespace overlap::ui
