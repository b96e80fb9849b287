//! Files of customers that an older version has made.

use crate::app::App;
use crate::app::attachments;
use crate::app::attachments::New;
use crate::crypto::keys::Keyset;
use crate::domain::access::Access;
use crate::domain::access::Change;
use crate::domain::catalogue::Catalogue;
use crate::domain::customer::Customer;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::store::Source;
use crate::store::Stamp;
use crate::store::Store;
use crate::store::StoreError;
use redb::backends::InMemoryBackend;
use std::sync::Arc;

const NOW: Moment = Moment(1_795_000_000_000);

/// A customer as versions without records wrote it: nothing says what it was opened with.
fn of_old(store: &Store) -> Stored<Customer> {
    let record = Customer {
        name: "旧版机械厂".to_owned(),
        last_contact: Some(Moment(NOW.0 - 86_400_000)),
        last_followup: Some(Day(20_000)),
        ..Customer::default()
    };
    let (request, origin, cause, batch) = (0, None, None, None);
    let stamp = Stamp { actor: Actor::Operator, at: NOW, request, origin, cause, batch };
    let made = store.group(
        |group| {
            group.unit(stamp, |unit| {
                let catalogue = Catalogue::new(1, &[]);
                let access = Access::everything();
                let change = Change::Create { ordinal: 1, record };
                let permitted = access.permit(&catalogue, None, change, &[]).unwrap();
                unit.apply(&catalogue, permitted)
            })
        },
        |_| {},
    );
    let made: Result<Stored<Customer>, StoreError> = made.unwrap();
    made.unwrap()
}

#[test]
fn a_file_as_the_first_record_leaves_what_a_customer_was_opened_with() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::on(InMemoryBackend::new(), Arc::new(Keyset::generate()), [7; 16]).unwrap();
    let customer = of_old(&store);
    assert_eq!(customer.record.opening_contact, None);
    let app = App::start(store, data.path().to_owned()).unwrap();
    let op = Op::new(Actor::Operator, Arc::new(Access::everything()), NOW, 1);
    for name in ["报价单.txt", "合同.txt"] {
        let new = New {
            customer: customer.ordinal,
            name: name.to_owned(),
            media: "text/plain".to_owned(),
            of: None,
            key: None,
        };
        attachments::add(&app, &op, new, &mut "正文".as_bytes()).unwrap();
        let now = app.store().reader().load::<Customer>(customer.ordinal).unwrap().unwrap();
        let Customer { last_contact, last_followup, opening_contact, .. } = now.record;
        assert_eq!(last_contact, customer.record.last_contact, "{name}");
        assert_eq!(last_followup, customer.record.last_followup, "{name}");
        assert_eq!(opening_contact, customer.record.last_contact, "{name}");
    }
}
