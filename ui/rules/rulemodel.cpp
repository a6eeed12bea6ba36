#include "rules/rulemodel.h"

#include "overlap/text/format.h"
#include "rules/ruletexts.h"

#include <QFont>
#include <QTextDocument>

#include <algorithm>
#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using Item = RuleItem;
using text::countText;

namespace {

constexpr int numberColumn = 0; // with the check box

QString hitsText(const Item &item)
{
    const QString taken = countText(item.use.taken);
    return item.rule.times ? u"%1 of %2"_s.arg(taken, countText(*item.rule.times)) : taken;
}

QString lastText(const Item &item)
{
    if (!item.use.lastStatus)
        return {};
    const int status = *item.use.lastStatus;
    return status == 0 ? u"✕"_s : QString::number(status) + (status >= 400 ? u" ✕"_s : QString());
}

constexpr std::array<Column<Item>, 7> columns = {{
    {"Rule"_L1, "Its number, as in the filter rule:2. Off: it takes nothing"_L1, Qt::AlignLeft, 7,
     [](const Item &i) { return QString::number(i.use.number); }, nullptr},
    {"Takes"_L1, "Which requests; the first rule that takes one answers it"_L1, Qt::AlignLeft, 22,
     [](const Item &i) { return takenText(i.rule); }, nullptr},
    {"Only if"_L1, "What else it wants, and how often it takes one"_L1, Qt::AlignLeft, 10,
     [](const Item &i) { return conditionsText(i.rule); }, nullptr},
    {"Answers with"_L1, "The steps, and who answers"_L1, Qt::AlignLeft, 0,
     [](const Item &i) { return answerText(i.rule); }, nullptr},
    {"Hits"_L1, "Requests that it took"_L1, Qt::AlignRight, 7, hitsText, nullptr},
    {"Last"_L1, "The status of its last answer; a cross marks what went wrong"_L1, Qt::AlignHCenter,
     6, lastText, nullptr},
    {"Note"_L1, "For people"_L1, Qt::AlignLeft, 12,
     [](const Item &i) { return text::plainText(i.rule.note); }, nullptr},
}};

} // namespace

RuleModel::RuleModel(const Session &session, QObject *parent)
    : ColumnModel(session.store(), columns, {}, parent)
    , m_session(session)
{
    update();
}

int RuleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

QVariant RuleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Item &item = m_items[size_t(index.row())];
    const Column<Item> &column = m_columns[size_t(index.column())];
    switch (role) {
    case Qt::DisplayRole: return column.text(item);
    case Qt::TextAlignmentRole: return int(column.alignment | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column.characters == 0 ? Qt::convertFromPlainText(column.text(item)) : QVariant();
    case Qt::CheckStateRole:
        if (index.column() == numberColumn)
            return item.rule.isOff ? Qt::Unchecked : Qt::Checked;
        return {};
    case Qt::FontRole: {
        QFont font; // only what it sets differs from that of the table
        font.setStrikeOut(item.rule.isOff);
        return item.rule.isOff && index.column() != numberColumn ? QVariant(font) : QVariant();
    }
    default: return {};
    }
}

bool RuleModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != numberColumn || !checkIndex(index))
        return false;
    if ((value.toInt() == Qt::Unchecked) != isOff(index.row()))
        Q_EMIT switchWanted(index.row());
    return true;
}

Qt::ItemFlags RuleModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = ColumnModel::flags(index);
    return index.column() == numberColumn ? usual | Qt::ItemIsUserCheckable : usual;
}

void RuleModel::update()
{
    const scenario::Scenario scenario = m_session.scenario();
    const std::vector<scenario::Use> uses = m_session.ruleUses();
    std::vector<Item> items;
    items.reserve(uses.size());
    for (size_t i = 0; i < uses.size(); ++i)
        items.push_back({scenario.rules[i], uses[i]});
    const auto isSame = [](const Item &a, const Item &b) { return a.use.number == b.use.number; };
    if (std::ranges::equal(items, m_items, isSame)) {
        m_items = std::move(items);
        if (!m_items.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

void RuleModel::updateUses()
{
    const std::vector<scenario::Use> uses = m_session.ruleUses();
    for (size_t i = 0; i < std::min(uses.size(), m_items.size()); ++i) {
        if (uses[i] == m_items[i].use)
            continue;
        m_items[i].use = uses[i];
        Q_EMIT dataChanged(index(int(i), 0), index(int(i), columnCount() - 1), {Qt::DisplayRole});
    }
}

int RuleModel::numberAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_items[size_t(row)].use.number : 0;
}

int RuleModel::rowOf(int number) const
{
    const auto at =
        std::ranges::find(m_items, number, [](const Item &item) { return item.use.number; });
    return at == m_items.end() ? -1 : int(at - m_items.begin());
}

} // namespace overlap::ui
