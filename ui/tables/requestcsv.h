#pragma once

#include "requestcolumns.h"

#include <QByteArray>

#include <vector>

namespace overlap::ui {

// Pure. Requests as CSV (RFC 4180), in UTF-8. Values are exact, for programs: times are seconds
// with all digits that are known, bytes are counts, and the wall clock has a date. Secrets are
// masked, and nothing is read as a formula by a spreadsheet.
class RequestCsv
{
public:
    explicit RequestCsv(std::vector<int> columns); // of requestColumns(), in this order

    QByteArray titles() const;
    QByteArray line(const RequestItem &item) const;

private:
    const std::vector<int> m_columns;
};

} // namespace overlap::ui
