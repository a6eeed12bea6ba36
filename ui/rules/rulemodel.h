#pragma once

#include "overlap/session.h"
#include "tables/columnmodel.h"

namespace overlap::ui {

// Pure. A row of the table of rules.
struct RuleItem
{
    scenario::Rule rule;
    scenario::Use use;
};

// Main thread. The table of the rules in force, in their order, which nothing sorts. It keeps a
// copy, which changes only in update().
class RuleModel : public ColumnModel<RuleItem>
{
    Q_OBJECT
public:
    explicit RuleModel(const Session &session, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    void update();               // the rules may be others
    void updateUses();           // what they have done
    int numberAt(int row) const; // see scenario::Use::number; 0: there is no such row
    int rowOf(int number) const; // -1: there is no such rule
    bool isOff(int row) const { return m_items[size_t(row)].rule.isOff; }

Q_SIGNALS:
    void switchWanted(int row); // its check box was clicked

private:
    const Session &m_session;
    std::vector<RuleItem> m_items;
};

} // namespace overlap::ui
