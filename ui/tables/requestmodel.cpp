#include "requestmodel.h"

#include <QTextDocument>
#include <QTimerEvent>

#include <algorithm>

namespace overlap::ui {

using record::Row;
using InFlight = record::Store::InFlight;

namespace {

// Rows of equal keys stand latest first. So one key for all is the default order, for filtered
// rows.
constexpr Column<RequestItem> byTime = {
    {}, {}, Qt::AlignLeft, 0, nullptr, [](const RequestItem &) { return quint64(0); }};

bool isNewer(const InFlight &a, const InFlight &b)
{
    return a.record.id > b.record.id;
}

} // namespace

RequestModel::RequestModel(const record::Store &store, Clock clock, QObject *parent)
    : ColumnModel(store, requestColumns(), std::move(clock), parent)
    , m_inFlight(store.inFlight().rbegin(), store.inFlight().rend())
    , m_first(store.firstRow())
    , m_end(store.endRow())
{
}

int RequestModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : inFlightCount() + finishedCount();
}

int RequestModel::finishedCount() const
{
    return int(m_sorted ? m_sorted->size() : qsizetype(m_end - m_first));
}

std::optional<Row> RequestModel::finishedAt(int row) const
{
    const int index = row - inFlightCount();
    if (index < 0 || index >= finishedCount())
        return {};
    const Row finished = m_sorted ? m_sorted->at(index) : m_end - 1 - Row(index);
    if (finished < m_store.firstRow()) // forgotten; the next update() removes it
        return {};
    return finished;
}

std::optional<RequestItem> RequestModel::item(int row) const
{
    if (row < inFlightCount()) {
        const InFlight &request = m_inFlight[size_t(row)];
        return RequestItem{request.record, request.target, m_clock(), nullptr, 0, &m_wallClock};
    }
    if (const auto finished = finishedAt(row))
        return RequestItem{m_store.record(*finished),
                           m_store.target(*finished),
                           0,
                           &m_store,
                           *finished,
                           &m_wallClock};
    return {};
}

QVariant RequestModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Column<RequestItem> &column = m_columns[size_t(index.column())];
    if (role == Qt::TextAlignmentRole)
        return int(column.alignment | Qt::AlignVCenter);
    const bool mayBeCut = column.characters == 0;
    if (role != Qt::DisplayRole && !(role == Qt::ToolTipRole && mayBeCut))
        return {};
    const auto shown = item(index.row());
    if (!shown)
        return {};
    const QString text = column.text(*shown);
    return role == Qt::DisplayRole ? text : Qt::convertFromPlainText(text, Qt::WhiteSpaceNormal);
}

void RequestModel::sort(int column, Qt::SortOrder order)
{
    update(); // so that every row shown is still in the store
    m_sortColumn = column < columnCount() ? column : -1;
    m_sortOrder = order;
    arrange();
}

void RequestModel::setFilter(const Filter &filter)
{
    update();
    m_search = filter.isEmpty() ? nullptr : std::make_shared<Search>(m_store, filter);
    m_isOtherFilter = true;
    arrange();
}

void RequestModel::arrange()
{
    m_next.reset();
    if (m_sortColumn >= 0 || m_search) {
        const auto &column = m_sortColumn < 0 ? byTime : m_columns[size_t(m_sortColumn)];
        m_next = std::make_unique<SortedRows>(m_store, column, m_sortOrder, m_search);
    }
    m_timer.start(0, this);
    arrangeMore();
}

void RequestModel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        arrangeMore();
    else
        QAbstractTableModel::timerEvent(event);
}

void RequestModel::arrangeMore()
{
    constexpr auto slice = std::chrono::milliseconds(8);
    const QDeadlineTimer until(slice, Qt::PreciseTimer);
    if (m_search && !m_search->work(until))
        return;
    if (m_next && !m_next->work(m_first, m_end, until))
        return;
    m_timer.stop();
    adopt();
}

void RequestModel::adopt()
{
    m_updating = true;
    if (std::exchange(m_isOtherFilter, false)) {
        beginResetModel();
        m_sorted = std::move(m_next);
        m_inFlight = matchingInFlight();
        endResetModel();
    } else {
        rearrange([this] { m_sorted = std::move(m_next); });
    }
    takeOver();
    m_updating = false;
    Q_EMIT updated();
    Q_EMIT arranged();
}

std::vector<InFlight> RequestModel::matchingInFlight() const
{
    const auto &all = m_store.inFlight();
    std::vector<InFlight> matching;
    matching.reserve(all.size());
    const qint64 nowNs = m_clock();
    std::copy_if(all.rbegin(), all.rend(), std::back_inserter(matching), [&](const InFlight &r) {
        return !m_search || m_search->filter().matches(r.record, r.target, nowNs);
    });
    return matching;
}

void RequestModel::update()
{
    m_updating = true;
    takeOver();
    m_updating = false;
    Q_EMIT updated();
}

void RequestModel::takeOver()
{
    if (m_store.firstRow() < m_first) { // cleared rows are back
        beginResetModel();
        m_sorted.reset();
        m_inFlight = matchingInFlight();
        m_first = m_store.firstRow();
        m_end = m_store.endRow();
        endResetModel();
        if (m_search)
            m_search = std::make_shared<Search>(m_store, m_search->filter());
        m_isOtherFilter = true;
        arrange();
        return;
    }
    std::vector<InFlight> now = matchingInFlight();
    removeEnded(now);
    if (!isArranging()) {
        if (m_sorted)
            growSorted();
        else
            growByTime();
    }
    addBegun(std::move(now));
    if (!m_inFlight.empty())
        Q_EMIT dataChanged(index(0, 0), index(inFlightCount() - 1, columnCount() - 1),
                           {Qt::DisplayRole});
}

quint64 RequestModel::idAt(int row) const
{
    if (row >= 0 && row < inFlightCount())
        return m_inFlight[size_t(row)].record.id;
    const auto finished = finishedAt(row);
    return finished ? m_store.record(*finished).id : 0;
}

int RequestModel::rowOf(quint64 id) const
{
    const auto found = std::find_if(m_inFlight.begin(), m_inFlight.end(),
                                    [id](const InFlight &r) { return r.record.id == id; });
    if (found != m_inFlight.end())
        return int(found - m_inFlight.begin());
    const auto row = id != 0 ? m_store.rowOf(id) : std::nullopt;
    if (!row || *row < m_first || *row >= m_end)
        return -1;
    const qsizetype index = m_sorted ? m_sorted->indexOf(*row) : qsizetype(m_end - 1 - *row);
    return index < 0 ? -1 : inFlightCount() + int(index);
}

RequestList RequestModel::list() const
{
    RequestList all{m_inFlight, {}, m_clock(), m_wallClock};
    all.finished.reserve(size_t(finishedCount()));
    for (int row = inFlightCount(); row < rowCount(); ++row) {
        if (const auto finished = finishedAt(row))
            all.finished.push_back(*finished);
    }
    return all;
}

// Requests end in any order. Moved to the end first, they are removed with one signal.
void RequestModel::removeEnded(const std::vector<InFlight> &now)
{
    const auto goesOn = [&now](const InFlight &r) {
        return std::binary_search(now.begin(), now.end(), r, isNewer);
    };
    if (!std::is_partitioned(m_inFlight.begin(), m_inFlight.end(), goesOn))
        rearrange([&] { std::stable_partition(m_inFlight.begin(), m_inFlight.end(), goesOn); });
    const auto firstEnded = std::partition_point(m_inFlight.begin(), m_inFlight.end(), goesOn);
    if (firstEnded == m_inFlight.end())
        return;
    beginRemoveRows({}, int(firstEnded - m_inFlight.begin()), inFlightCount() - 1);
    m_inFlight.erase(firstEnded, m_inFlight.end());
    endRemoveRows();
}

// Inserts the new requests at the top and updates the known ones.
void RequestModel::addBegun(std::vector<InFlight> all)
{
    const auto isKnown = [this](const InFlight &r) {
        return std::binary_search(m_inFlight.begin(), m_inFlight.end(), r, isNewer);
    };
    const auto firstKnown =
        std::stable_partition(all.begin(), all.end(), [&](const auto &r) { return !isKnown(r); });
    if (const auto begun = int(firstKnown - all.begin()); begun > 0) {
        beginInsertRows({}, 0, begun - 1);
        m_inFlight = std::move(all);
        endInsertRows();
    } else {
        m_inFlight = std::move(all);
    }
    if (!std::is_sorted(m_inFlight.begin(), m_inFlight.end(), isNewer))
        rearrange([this] { std::sort(m_inFlight.begin(), m_inFlight.end(), isNewer); });
}

void RequestModel::growByTime()
{
    const Row first = m_store.firstRow();
    if (const int added = int(m_store.endRow() - m_end); added > 0) {
        beginInsertRows({}, inFlightCount(), inFlightCount() + added - 1);
        m_end = m_store.endRow();
        endInsertRows();
    }
    if (const int forgotten = int(first - m_first); forgotten > 0) {
        beginRemoveRows({}, rowCount() - forgotten, rowCount() - 1);
        m_first = first;
        endRemoveRows();
    }
}

void RequestModel::growSorted()
{
    const Row from = std::max(m_end, m_store.firstRow());
    const Row end = m_store.endRow();
    if (from == end && m_first == m_store.firstRow())
        return;
    if (m_search)
        m_search->refresh();
    if (const qsizetype found = m_sorted->find(from, end); found > 0) {
        beginInsertRows({}, rowCount(), rowCount() + int(found) - 1);
        m_sorted->append();
        endInsertRows();
    }
    m_end = end;
    m_first = m_store.firstRow();
    qsizetype forgotten = 0;
    rearrange([&] { forgotten = m_sorted->settle(); });
    if (forgotten == 0)
        return;
    beginRemoveRows({}, rowCount() - int(forgotten), rowCount() - 1);
    m_sorted->dropLast(forgotten);
    endRemoveRows();
}

void RequestModel::rearrange(const std::function<void()> &change)
{
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<quint64> ids;
    for (const QModelIndex &index : before)
        ids.push_back(idAt(index.row()));
    change();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int row = rowOf(ids[size_t(i)]);
        after.append(row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

} // namespace overlap::ui
