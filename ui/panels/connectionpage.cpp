#include "connectionpage.h"

#include "overlap/record/names.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"
#include "tables/flatheader.h"
#include "tables/requestcolumns.h"
#include "widgets/plainlabel.h"

#include <QFormLayout>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::ageText;
using text::bytesText;
using text::countText;
using text::durationText;
using text::secondsText;

namespace {

constexpr int idRole = Qt::UserRole;

// The columns of the table of requests that are shown here, too.
const std::vector<const Column<RequestItem> *> &shownColumns()
{
    static const auto shown = [] {
        std::vector<const Column<RequestItem> *> all;
        for (const Column<RequestItem> &column : requestColumns()) {
            for (const QLatin1StringView title : {"#"_L1, "Path"_L1, "State"_L1, "Status"_L1}) {
                if (column.title == title)
                    all.push_back(&column);
            }
        }
        return all;
    }();
    return shown;
}

// The latest ones, in flight or finished, the newest first.
std::vector<RequestItem> latestOf(const record::Store &store, quint32 connection,
                                  const Search *found, qint64 nowNs, size_t most)
{
    std::vector<RequestItem> items;
    for (const record::InFlight &flight : store.inFlight()) {
        if (flight.record.connection == connection)
            items.push_back({flight.record, flight.target, nowNs, nullptr, 0});
    }
    for (const record::Row row : found ? found->latest(most) : std::vector<record::Row>())
        items.push_back({store.record(row), store.target(row), nowNs, &store, row});
    std::ranges::sort(items, std::greater(), [](const RequestItem &i) { return i.record.id; });
    items.resize(std::min(items.size(), most));
    return items;
}

} // namespace

ConnectionPage::ConnectionPage(QWidget *parent)
    : QWidget(parent)
    , m_title(boldLabel())
    , m_count(dimLabel())
    , m_requests(new QTreeWidget)
{
    m_title->setObjectName("connectionTitle"_L1);
    auto *facts = new QFormLayout;
    facts->setHorizontalSpacing(fontMetrics().averageCharWidth() * 2);
    const std::array names = {tr("Peer"), tr("Opened"), tr("Closed"), tr("How it ended"),
                              tr("Bytes")};
    for (size_t i = 0; i < names.size(); ++i) {
        m_facts[i] = plainLabel();
        m_facts[i]->setFont(fixedFont());
        m_facts[i]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        facts->addRow(dimLabel(names[i]), m_facts[i]);
    }
    QStringList titles;
    for (const auto *column : shownColumns())
        titles += column->title;
    m_requests->setObjectName("connectionRequests"_L1);
    m_requests->setAccessibleName(tr("Requests of this connection"));
    auto *header = new FlatHeader(m_requests);
    m_requests->setHeader(header);
    m_requests->setHeaderLabels(titles);
    header->setSectionsClickable(false); // always the newest first
    header->setSectionsMovable(false);
    m_requests->setRootIsDecorated(false);
    m_requests->setUniformRowHeights(true);
    m_requests->setFrameShape(QFrame::NoFrame);
    m_requests->setFont(fixedFont());
    m_requests->setMinimumHeight(2 * fontMetrics().height()); // so that it fits small screens
    header->setStretchLastSection(false);
    for (int i = 0; i < titles.size(); ++i) {
        m_requests->headerItem()->setData(i, Qt::TextAlignmentRole,
                                          int(Qt::AlignLeft | Qt::AlignVCenter));
        header->setSectionResizeMode(i, titles[i] == "Path"_L1 ? QHeaderView::Stretch
                                                               : QHeaderView::ResizeToContents);
    }
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addLayout(facts);
    column->addWidget(m_count);
    column->addWidget(m_requests, 1);
    connect(m_requests, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        Q_EMIT requestChosen(item->data(0, idRole).toULongLong());
    });
}

void ConnectionPage::showConnection(const record::Store &store,
                                    const record::Connection &connection, const Search *found,
                                    qint64 nowNs)
{
    const auto at = [](qint64 ns) { return tr("at %1 s").arg(secondsText(ns)); };
    const qint64 lastedNs =
        (connection.isOpen() ? nowNs : connection.closedNs) - connection.openedNs;
    m_title->setText(tr("Connection %1").arg(connection.id));
    m_facts[0]->setText(connection.peer());
    m_facts[1]->setText(at(connection.openedNs));
    m_facts[2]->setText(
        connection.isOpen()
            ? tr("open for %1").arg(ageText(lastedNs))
            : tr("%1, after %2").arg(at(connection.closedNs), durationText(lastedNs)));
    m_facts[3]->setText(connection.isOpen() ? u"–"_s
                        : connection.closeReason == http::CloseReason::None
                            ? tr("unknown")
                            : QString(record::closeReasonName(connection.closeReason)));
    m_facts[4]->setText(
        tr("%1 in, %2 out").arg(bytesText(connection.bytesIn), bytesText(connection.bytesOut)));
    showRequests(store, connection.id, found, nowNs);
    const auto inFlight = std::ranges::count(store.inFlight(), connection.id,
                                             [](const auto &f) { return f.record.connection; });
    const quint64 all = connection.requests + quint64(inFlight);
    QString count = all == 1 ? tr("1 request") : tr("%1 requests").arg(countText(all));
    if (inFlight > 0)
        count += tr(", %1 in flight").arg(inFlight);
    if (m_requests->topLevelItemCount() == int(requestsMost))
        count += tr("; the latest %1:").arg(requestsMost);
    m_count->setText(count);
}

// What is shown already stays where it is, so that the current row does, too.
void ConnectionPage::showRequests(const record::Store &store, quint32 connection,
                                  const Search *found, qint64 nowNs)
{
    const auto items = latestOf(store, connection, found, nowNs, requestsMost);
    const auto idOf = [this](int row) {
        const QTreeWidgetItem *item = m_requests->topLevelItem(row);
        return item ? item->data(0, idRole).toULongLong() : 0;
    };
    int row = 0;
    for (const RequestItem &item : items) {
        while (idOf(row) > item.record.id)
            delete m_requests->takeTopLevelItem(row);
        if (idOf(row) != item.record.id)
            m_requests->insertTopLevelItem(row, new QTreeWidgetItem);
        QTreeWidgetItem *const shown = m_requests->topLevelItem(row++);
        shown->setData(0, idRole, item.record.id);
        for (size_t i = 0; i < shownColumns().size(); ++i)
            shown->setText(int(i), shownColumns()[i]->text(item));
    }
    while (m_requests->topLevelItemCount() > row)
        delete m_requests->takeTopLevelItem(row);
}

} // namespace overlap::ui
