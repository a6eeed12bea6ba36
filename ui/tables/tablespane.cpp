#include "tablespane.h"

#include "announce.h"
#include "overlap/text/format.h"
#include "rules/rulespage.h"
#include "rules/ruletable.h"

#include <QMenu>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::countText;

namespace {

constexpr auto requestsKey = "columns/requests"_L1;
constexpr auto connectionsKey = "columns/connections"_L1;
constexpr auto rulesKey = "columns/rules"_L1;

} // namespace

TablesPane::TablesPane(const record::Store &store, Selection &selection, Clock clock,
                       QWidget *parent)
    : Tabs(parent)
    , m_store(store)
    , m_selection(selection)
    , m_requests(store, clock)
    , m_connections(store, clock)
    , m_connectionFilter(store, clock)
    , m_requestTable(new RequestTable(m_requests, selection, this))
    , m_connectionTable(new ConnectionTable(m_connections, selection, this))
    , m_filterBar(new FilterBar(this))
    , m_noMatches(new NoMatches(*m_requestTable))
    , m_noConnections(new NoMatches(*m_connectionTable))
{
    m_requestTable->setObjectName("requests"_L1);
    m_requestTable->setAccessibleName(tr("Requests"));
    m_connectionTable->setObjectName("connections"_L1);
    m_connectionTable->setAccessibleName(tr("Connections"));
    addTab(m_requestTable, QString());
    addTab(m_connectionTable, QString());
    setCornerWidget(m_filterBar);
    m_filterBar->placeBetween(tabBar(), m_requestTable);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        updateConnections();
        if (m_rules)
            m_rules->refresh();
        showCounts();
    });
    connect(&m_connectionFilter, &ConnectionFilter::changed, this, [this] {
        m_connections.setFilter(
            m_connectionFilter.isEmpty() ? std::function<bool(quint32)>() : [this](quint32 id) {
                return m_connectionFilter.matches(id);
            });
        showCounts();
    });
    connect(m_filterBar->edit(), &FilterEdit::changed, this, &TablesPane::setFilter);
    connect(m_filterBar->edit(), &FilterEdit::refused, this, [this] {
        showCounts();
        announce(m_filterBar->edit(), m_filterBar->edit()->problem() + u' ' + standingText());
    });
    connect(m_requestTable, &TableView::rowActivated, this,
            [this](int row) { Q_EMIT requestActivated(m_requests.idAt(row)); });
    connect(m_connectionTable, &TableView::rowActivated, this,
            [this](int row) { Q_EMIT connectionActivated(m_connections.idAt(row)); });
    connect(m_requestTable, &TableView::menuWanted, this,
            [this](QMenu *menu, int row) { addRequestActions(*menu, m_requests.idAt(row)); });
    connect(m_connectionTable, &TableView::menuWanted, this,
            [this](QMenu *menu, int row) { addConnectionActions(*menu, m_connections.idAt(row)); });
    for (const NoMatches *each : {m_noMatches, m_noConnections})
        connect(each, &NoMatches::clearPressed, m_filterBar->edit(), &FilterEdit::clearFilter);
    connect(&m_requests, &RequestModel::arranged, this, [this] {
        updateConnections();
        showCounts();
        if (!std::exchange(m_isFilterNew, false))
            return Q_EMIT searchChanged();
        if (m_requestTable->isFollowing())
            m_requestTable->scrollToTop();
        if (m_requests.search())
            announce(m_filterBar->edit(), tr("%1 requests match").arg(matchesText()));
        Q_EMIT searchChanged();
    });
    showCounts();
}

void TablesPane::setRules(RulesPage &page)
{
    m_rules = &page;
    addTab(m_rules, QString());
    connect(m_rules, &RulesPage::countChanged, this, &TablesPane::showCounts);
    connect(m_rules, &RulesPage::requestsWanted, this, [this](int number) {
        filterOnly(u"rule:"_s, QString::number(number));
        m_requestTable->setFocus();
    });
    connect(m_rules, &RulesPage::othersWanted, this,
            [this](int number) { leaveOut(u"rule:%1"_s.arg(number)); });
    showCounts();
}

void TablesPane::showRules()
{
    setCurrentWidget(m_rules);
}

void TablesPane::focusFilter()
{
    setCurrentWidget(m_requestTable);
    m_filterBar->edit()->setFocus(Qt::ShortcutFocusReason);
    m_filterBar->edit()->selectAll();
}

void TablesPane::setFilter(const Filter &filter)
{
    m_filter = m_filterBar->edit()->text().simplified();
    m_isFilterNew = true;
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
    if (m_rules && currentWidget() == m_rules)
        m_rules->refresh();
    showCounts();
}

// There may be a hundred thousand connections: no work while the table is hidden.
void TablesPane::updateConnections()
{
    if (currentWidget() != m_connectionTable)
        return;
    if (!m_requests.isArranging())
        m_connectionFilter.setSearch(m_requests.search());
    m_connectionFilter.refresh();
    m_connections.update();
}

void TablesPane::showCounts()
{
    const auto show = [this](int tab, const QString &text) {
        if (text != tabText(tab))
            setTabText(tab, text);
    };
    show(0, tr("Requests %1").arg(countText(m_store.size() + m_store.inFlight().size())));
    show(1, tr("Connections %1").arg(countText(m_store.connections().size())));
    if (m_rules)
        show(2, tr("Rules %1").arg(countText(m_rules->count())));
    const QString matches = shownText();
    const bool isArranging = m_requests.isArranging();
    if (const QString &problem = m_filterBar->edit()->problem(); !problem.isEmpty())
        m_filterBar->showMatches(standingText(), problem);
    else
        m_filterBar->showMatches(matches.isEmpty() || !isArranging ? matches : matches + u'…');
    if (m_requests.search() && m_requests.rowCount() == 0 && !isArranging)
        m_noMatches->showFilter(m_filter);
    else
        m_noMatches->leave();
    if (!m_connectionFilter.isEmpty() && m_connections.rowCount() == 0)
        m_noConnections->showFilter(m_filter);
    else
        m_noConnections->leave();
}

// The model knows how many it shows: nothing is counted again.
QString TablesPane::matchesText() const
{
    const quint64 all = m_store.size() + m_store.inFlight().size();
    return m_requests.search()
               ? tr("%1 of %2").arg(countText(quint64(m_requests.rowCount())), countText(all))
               : QString();
}

QString TablesPane::shownText() const
{
    if (currentWidget() != m_connectionTable)
        return matchesText();
    return m_connectionFilter.isEmpty() ? QString()
                                        : tr("%1 of %2")
                                              .arg(countText(m_connections.rowCount()),
                                                   countText(qint64(m_store.connections().size())));
}

QString TablesPane::standingText() const
{
    constexpr int most = 24; // characters: the field needs room, too
    if (!m_requests.search())
        return tr("Not understood: all are shown");
    const QString filter = m_filter.size() > most ? m_filter.first(most) + u'…' : m_filter;
    return tr("Not understood: still %1, %2").arg(filter, shownText());
}

void TablesPane::copySelected() const
{
    const TableView *table = m_rules ? m_rules->table() : nullptr;
    if (currentWidget() != m_rules)
        table = qobject_cast<const TableView *>(currentWidget());
    table->copySelected();
}

RequestExport *TablesPane::exportTo(const QString &file)
{
    if (m_requests.isArranging())
        return nullptr;
    return new RequestExport(m_store, RequestCsv(m_requestTable->columnsShown()), m_requests.list(),
                             file, this);
}

void TablesPane::save(QSettings &settings) const
{
    m_requestTable->saveColumns(settings, requestsKey);
    m_connectionTable->saveColumns(settings, connectionsKey);
    if (m_rules)
        m_rules->table()->saveColumns(settings, rulesKey);
}

void TablesPane::restore(const QSettings &settings)
{
    m_requestTable->restoreColumns(settings, requestsKey);
    m_connectionTable->restoreColumns(settings, connectionsKey);
    if (m_rules)
        m_rules->table()->restoreColumns(settings, rulesKey);
}

void TablesPane::setWallClock(const WallClock &wallClock)
{
    m_requests.setWallClock(wallClock);
}

} // namespace overlap::ui
