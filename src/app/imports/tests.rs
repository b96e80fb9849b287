//! Stories of imports over a store in memory, with a parser in this process.

mod records;
mod waiting;

use crate::app::App;
use crate::app::Error;
use crate::app::batches;
use crate::app::batches::Undone;
use crate::app::demo;
use crate::app::export;
use crate::app::imports;
use crate::app::imports::Amend;
use crate::app::imports::Duplicates;
use crate::app::imports::Job;
use crate::app::imports::Report;
use crate::app::imports::Rows;
use crate::app::imports::State;
use crate::app::imports::resume;
use crate::app::records::edit;
use crate::app::records::list::Query;
use crate::app::records::remove;
use crate::crypto::keys::Keyset;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::import::Cell;
use crate::domain::import::Row;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::value::Moment;
use crate::formats::FormatError;
use crate::formats::Parsed;
use crate::store::Source;
use crate::store::Store;
use redb::backends::InMemoryBackend;
use std::io::Read;
use std::sync::Arc;

const NOW: Moment = Moment(1_795_000_000_000);

struct House {
    app: App,
    op: Op,
    _data: tempfile::TempDir,
}

impl House {
    fn new() -> House {
        let data = tempfile::tempdir().unwrap();
        let keyset = Arc::new(Keyset::generate());
        let store = Store::on(InMemoryBackend::new(), keyset, [7; 16]).unwrap();
        let app = App::start(store, data.path().to_owned()).unwrap();
        let access = Arc::new(Access::everything());
        let op = Op::new(Actor::Operator, access, NOW, 1);
        House { app, op, _data: data }
    }

    fn stage(&self, file: &str) -> Job {
        self.stage_as(Kind::Customer, file)
    }

    fn stage_as(&self, kind: Kind, file: &str) -> Job {
        let mut input = file.as_bytes();
        imports::stage_with(&self.app, &self.op, kind, "x.csv", &mut input, &parser).unwrap()
    }

    fn import(&self, file: &str, mode: Duplicates) -> Report {
        self.import_as(Kind::Customer, file, mode)
    }

    fn import_as(&self, kind: Kind, file: &str, mode: Duplicates) -> Report {
        let job = self.stage_as(kind, file);
        let amend = Amend { duplicates: Some(mode), ..Amend::default() };
        imports::amend(&self.app, &self.op, job.id, amend).unwrap();
        imports::run_with(&self.app, &self.op, job.id, &parser, &mut |_| {}).unwrap()
    }

    fn undo(&self, report: &Report) -> Undone {
        let batch = crate::domain::ids::BatchId(report.batch.unwrap());
        batches::undo(&self.app, &self.op, batch).unwrap()
    }

    fn customers(&self) -> Vec<Stored<Customer>> {
        let all = self.app.store().reader().list::<Customer>(1, usize::MAX).unwrap();
        all.into_iter().filter(|stored| stored.deleted_at.is_none()).collect()
    }

    fn state(&self, job: &Job) -> State {
        imports::show(&self.app, &self.op, job.id).unwrap().state
    }
}

/// Lines of commas. A line `!` is where the file breaks.
fn parser(mut input: Box<dyn Read + Send>) -> Result<Rows, FormatError> {
    let mut text = String::new();
    input.read_to_string(&mut text)?;
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let row = |(number, line): (u32, String)| match line.as_str() {
        "!" => Err(FormatError::UnclosedQuote { row: number }),
        line => {
            let cells = line.split(',').map(|cell| Cell::Text(cell.to_owned())).collect();
            Ok(Parsed::Row(Row { number, cells }))
        }
    };
    Ok(Box::new((1..).zip(lines).map(row)))
}

fn counts(report: &Report) -> [u64; 6] {
    let sums = &report.sums;
    assert!(sums.is_balanced());
    [sums.rows, sums.created, sums.updated, sums.merged, sums.skipped, sums.rejected]
}

fn many(rows: usize) -> String {
    let row = |n: usize| format!("{n},第{n}号公司,1380000{n:04}\n");
    format!("编号,客户名称,电话\n{}", (0..rows).map(row).collect::<String>())
}

#[test]
fn rows_come_in_and_bad_ones_stay_out_alone() {
    let house = House::new();
    let file = "编号,客户名称,电话,行业,客户标签,负责人,心情\n\
                1,华美科技,138 1234 5678,制造业,VIP|新鲜,张三,好\n\
                2,,13812345679,制造业,,,\n\
                3,明嘉五金,12,炼丹,,,\n\
                1,又一个,,,,,\n\
                5,盛欧,,,新鲜,,\n";
    let report = house.import(file, Duplicates::Import);
    assert_eq!(counts(&report), [5, 2, 0, 0, 0, 3]);
    assert_eq!(report.unverified, 1);
    assert_eq!(report.unknown_owners["张三"], 1);
    assert_eq!(report.unknown_columns, ["心情"]);
    let reason = |field: &str, reason: &str| {
        report.sums.reasons.get(&(field.to_owned(), reason.to_owned())).copied()
    };
    assert_eq!(reason("name", "required"), Some(1));
    assert_eq!(reason("industry", "unknown_option"), Some(1));
    assert_eq!(reason("external_id", "taken"), Some(1));
    let customers = house.customers();
    assert_eq!(customers[0].record.name, "华美科技");
    assert_eq!(customers[0].record.tags.len(), 2);
    assert_eq!(customers[1].record.tags, customers[0].record.tags[1..]);

    let job = imports::list(&house.app, &house.op).unwrap().remove(0);
    assert_eq!(job.state, State::Done);
    let mut sheet = Vec::new();
    let say = |reason: &imports::Reason| reason.reason.clone();
    let rejected = imports::rejected(&house.app, &house.op, job.id).unwrap();
    rejected.write(&say, &mut sheet).unwrap();
    let sheet = String::from_utf8(sheet).unwrap();
    assert!(sheet.contains("3,客户名称,required,2,,13812345679"), "{sheet}");
    assert!(sheet.contains("5,外部编号,taken,1,又一个"), "{sheet}");
    let staged = std::fs::read_dir(house.app.data().join("staging")).unwrap();
    for entry in staged.flatten() {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"13812345679"));
    }
}

#[test]
fn duplicates_are_skipped_or_merged() {
    let house = House::new();
    let first = "编号,客户名称,电话,邮箱,客户标签\n1,华美,13812345678,,VIP\n";
    house.import(first, Duplicates::Import);
    let second = "编号,客户名称,电话,邮箱,客户标签\n\
                  7,华美科技,138-1234-5678,a@b.cn,月结\n\
                  1,华美新名,,,\n\
                  8,盛欧,,a@b.cn,\n\
                  9,明嘉,13900001111,,\n\
                  10,明嘉五金,13900001111,,现结\n";
    let skipped = house.import(second, Duplicates::Skip);
    assert_eq!(counts(&skipped), [5, 2, 0, 0, 3, 0]);
    assert_eq!(house.undo(&skipped).reversed, 2);
    let merged = house.import(second, Duplicates::Merge);
    assert_eq!(counts(&merged), [5, 1, 1, 3, 0, 0]);
    let customers = house.customers();
    let names: Vec<&str> = customers.iter().map(|stored| stored.record.name.as_str()).collect();
    assert_eq!(names, ["华美新名", "明嘉"]);
    assert!(customers[0].record.email.is_some(), "what was empty is filled");
    assert_eq!(customers[0].record.tags.len(), 2, "tags are united");
    assert_eq!(customers[1].record.tags.len(), 1, "an earlier row of the file counts too");

    let undone = house.undo(&merged);
    assert_eq!(undone.kept, []);
    let customers = house.customers();
    assert_eq!(customers.len(), 1);
    assert_eq!(customers[0].record.name, "华美");
    assert_eq!(customers[0].record.email, None);
    assert_eq!(customers[0].record.tags.len(), 1);
}

#[test]
fn an_import_is_undone_but_for_what_somebody_changed() {
    let house = House::new();
    let report = house.import(&many(1_200), Duplicates::Import);
    assert_eq!(counts(&report), [1_200, 1_200, 0, 0, 0, 0]);
    let (changed, removed) = (house.customers()[3].ordinal, house.customers()[700].ordinal);
    let remark = crate::app::records::draft::Input::Text("老朋友".to_owned());
    let members = vec![("remark".to_owned(), remark)];
    edit::edit::<Customer>(&house.app, &house.op, changed, 1, members).unwrap();
    remove::remove::<Customer>(&house.app, &house.op, removed, 1).unwrap();

    let undone = house.undo(&report);
    assert_eq!(undone.reversed, 1_198);
    let kept: Vec<_> = undone.kept.iter().map(|kept| (kept.id.ordinal, kept.reason)).collect();
    assert_eq!(kept, [(changed, "changed_since")]);
    assert_eq!(undone.kept[0].name, "第3号公司");
    assert_eq!(house.customers().len(), 1);
    let job = imports::list(&house.app, &house.op).unwrap().remove(0);
    assert_eq!(job.state, State::Undone);
    let again = batches::undo(&house.app, &house.op, job.batch().unwrap());
    assert!(matches!(again, Err(Error::Rule("already_undone"))));
}

#[test]
fn what_was_kept_for_want_of_rights_can_still_be_undone() {
    let house = House::new();
    let report = house.import(&many(3), Duplicates::Import);
    let batch = crate::domain::ids::BatchId(report.batch.unwrap());
    let only = |actions: &[Action]| {
        let mut access = Access::everything();
        access.rights.grants.retain(|(_, action), _| actions.contains(action));
        access.rights.system.clear();
        Op { access: Arc::new(access), ..house.op.clone() }
    };
    let denied = batches::undo(&house.app, &only(&[Action::View, Action::Import]), batch).unwrap();
    assert_eq!((denied.reversed, denied.is_partial), (0, true));
    assert!(denied.kept.len() == 3 && denied.kept.iter().all(|kept| kept.reason == "denied"));
    // Who does not even see them is not told of them, and does no harm either.
    let blind = batches::undo(&house.app, &only(&[Action::Import]), batch).unwrap();
    assert_eq!((blind.reversed, blind.kept, blind.is_partial), (0, Vec::new(), true));
    let job = imports::list(&house.app, &house.op).unwrap().remove(0);
    assert_eq!(job.state, State::Done);
    assert_eq!(house.undo(&report).reversed, 3);
    assert_eq!(house.state(&job), State::Undone);
}

#[test]
fn a_file_that_breaks_off_leaves_nothing() {
    let house = House::new();
    let job = house.stage(&format!("{}!\n", many(800)));
    let run = imports::run_with(&house.app, &house.op, job.id, &parser, &mut |_| {});
    assert!(matches!(run, Err(Error::Invalid(faults)) if faults[0].reason == "unclosed_quote"));
    assert_eq!(house.customers().len(), 0);
    let job = imports::show(&house.app, &house.op, job.id).unwrap();
    assert_eq!(job.state, State::Failed);
    assert_eq!(job.problem.unwrap().args, [("row".to_owned(), "802".to_owned())]);
}

#[test]
fn a_run_that_was_cut_off_goes_on_after_its_last_unit() {
    let house = House::new();
    let job = house.stage(&many(1_300));
    let cut = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        imports::run_with(&house.app, &house.op, job.id, &parser, &mut |_| panic!("power cut"))
    }));
    assert!(cut.is_err());
    assert_eq!(house.state(&job), State::Running);
    assert_eq!(house.customers().len(), 500);

    assert_eq!(imports::resume(&house.app).unwrap(), 1);
    let (id, _turn) = house.app.imports().next().unwrap();
    assert_eq!(id, job.id);
    resume::one(&house.app, id, NOW, &parser).unwrap();
    let report = imports::show(&house.app, &house.op, id).unwrap().report;
    assert_eq!(counts(&report), [1_300, 1_300, 0, 0, 0, 0]);
    assert_eq!(house.customers().len(), 1_300);
    assert_eq!(house.state(&job), State::Done);
    assert_eq!(house.undo(&report).reversed, 1_300);
}

#[test]
fn a_stop_ends_a_run_at_its_checkpoint() {
    let house = House::new();
    let job = house.stage(&many(1_300));
    let app = &house.app;
    let stopped = imports::run_with(app, &house.op, job.id, &parser, &mut |_| app.ask_to_stop());
    assert!(matches!(stopped, Err(Error::Busy)));
    assert_eq!(house.state(&job), State::Running);
    assert_eq!(house.customers().len(), 500);
}

#[test]
fn a_unique_value_that_two_rows_share_refuses_one_of_them() {
    let house = House::new();
    let written = house.app.write(&house.op, |gate| {
        let field = gate.catalogue().by_key(Kind::Customer, "short_name").cloned().unwrap();
        let mut def = crate::domain::custom::FieldDef::of(&field);
        def.unique = true;
        gate.create(def, crate::domain::check::Ease::Form)
    });
    written.unwrap();
    let file = "客户名称,简称,电话\n甲公司,甲,\n乙公司,乙,\n又一个甲,甲,\n丙公司,丙,\n";
    let report = house.import(file, Duplicates::Import);
    assert_eq!(counts(&report), [4, 3, 0, 0, 0, 1]);
    let reason = ("short_name".to_owned(), "taken".to_owned());
    assert_eq!(report.sums.reasons[&reason], 1);
}

#[test]
fn a_mapping_without_names_does_not_run() {
    let house = House::new();
    let job = house.stage("电话,城市\n13812345678,苏州\n");
    let run = imports::run_with(&house.app, &house.op, job.id, &parser, &mut |_| {});
    assert!(matches!(run, Err(Error::Invalid(faults)) if faults[0].reason == "name_unmapped"));
    assert_eq!(house.state(&job), State::Ready);
    let mapping = Some(vec![(1, Some("city".to_owned())), (0, Some("code".to_owned()))]);
    let amend =
        imports::amend(&house.app, &house.op, job.id, Amend { mapping, ..Amend::default() });
    assert!(matches!(amend, Err(Error::Invalid(faults)) if faults[0].reason == "unknown_field"));
}

#[test]
fn a_demo_adds_exactly_what_was_asked_and_is_exported_masked() {
    let house = House::new();
    let mut told = 0;
    demo::demo(&house.app, &house.op, 730, 1, &mut |made| told = made).unwrap();
    demo::demo(&house.app, &house.op, 20, 1, &mut |_| {}).unwrap();
    let customers = house.customers();
    assert_eq!((customers.len(), told), (750, 730));
    let mut sheet = Vec::new();
    let query = Query { fields: vec!["name".into(), "phone".into()], ..Query::default() };
    let format = export::Format::Csv;
    let count = export::export_customers(&house.app, &house.op, &query, format, &mut sheet);
    assert_eq!(count.unwrap(), 750);
    let sheet = String::from_utf8(sheet).unwrap();
    assert_eq!(sheet.lines().count(), 751);
    assert!(sheet.contains("****"));
    let phone = customers[0].record.phone.clone().unwrap();
    let id = crate::domain::ids::RecordId { kind: Kind::Customer, ordinal: customers[0].ordinal };
    let tag = crate::domain::customer::tag::PHONE;
    let clear = house.app.store().reader().reveal(id, tag, &phone).unwrap();
    assert!(!sheet.contains(clear.trim_start_matches("+86")), "{clear}");
}
