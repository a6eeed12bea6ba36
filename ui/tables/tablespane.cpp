#include "tablespane.h"

#include "overlap/text/format.h"

#include <QHeaderView>
#include <QSettings>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::countText;

namespace {

// The number grows when the columns change: old widths must not be applied to other columns.
constexpr auto requestsKey = "columns1/requests"_L1;
constexpr auto connectionsKey = "columns1/connections"_L1;

} // namespace

TablesPane::TablesPane(const record::Store &store, Selection &selection, Clock clock,
                       QWidget *parent)
    : Tabs(parent)
    , m_store(store)
    , m_requests(store, clock)
    , m_connections(store, clock)
    , m_requestTable(new RequestTable(m_requests, selection, this))
    , m_connectionTable(new TableView(m_connections, this))
    , m_filterEdit(new FilterEdit(this))
{
    m_requestTable->setObjectName("requests"_L1);
    m_requestTable->setAccessibleName(tr("Requests"));
    m_connectionTable->setObjectName("connections"_L1);
    m_connectionTable->setAccessibleName(tr("Connections"));
    addTab(m_requestTable, QString());
    addTab(m_connectionTable, QString());
    setCornerWidget(m_filterEdit);
    connect(this, &QTabWidget::currentChanged, this, &TablesPane::updateConnections);
    connect(m_filterEdit, &FilterEdit::changed, this, &TablesPane::setFilter);
    connect(&m_requests, &RequestModel::arranged, this, [this] {
        showCounts();
        Q_EMIT searchChanged();
    });
    showCounts();
}

void TablesPane::focusFilter()
{
    setCurrentWidget(m_requestTable);
    m_filterEdit->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->selectAll();
}

void TablesPane::setFilter(const Filter &filter)
{
    m_requests.setFilter(filter);
    showCounts();
    Q_EMIT searchChanged();
}

void TablesPane::setFollowing(bool following)
{
    m_requestTable->setFollowing(following);
}

void TablesPane::refresh()
{
    m_requestTable->refresh();
    updateConnections();
    showCounts();
}

// There may be a hundred thousand connections: no work while the table is hidden.
void TablesPane::updateConnections()
{
    if (currentWidget() == m_connectionTable)
        m_connections.update();
}

void TablesPane::showCounts()
{
    const auto show = [this](int tab, const QString &text) {
        if (text != tabText(tab))
            setTabText(tab, text);
    };
    const QString all = countText(m_store.size() + m_store.inFlight().size());
    QString requests =
        m_requests.search()
            ? tr("Requests %1 of %2").arg(countText(quint64(m_requests.rowCount())), all)
            : tr("Requests %1").arg(all);
    if (m_requests.isArranging())
        requests += u"…"_s;
    show(0, requests);
    show(1, tr("Connections %1").arg(countText(m_store.connections().size())));
}

void TablesPane::copySelected() const
{
    qobject_cast<const TableView *>(currentWidget())->copySelected();
}

void TablesPane::save(QSettings &settings) const
{
    settings.setValue(requestsKey, m_requestTable->horizontalHeader()->saveState());
    settings.setValue(connectionsKey, m_connectionTable->horizontalHeader()->saveState());
}

void TablesPane::restore(QSettings &settings)
{
    for (const auto &[table, key] :
         {std::pair<TableView *, QLatin1StringView>(m_requestTable, requestsKey),
          std::pair<TableView *, QLatin1StringView>(m_connectionTable, connectionsKey)}) {
        const QByteArray state = settings.value(key).toByteArray();
        if (!state.isEmpty())
            table->horizontalHeader()->restoreState(state);
    }
}

} // namespace overlap::ui
