-- Who is in the cluster of workers: Orleans' membership, and the queries by which its ADO.NET provider asks for it.
-- Its package brings no script. Names and parameters are the provider's, as of 10.4.2; the statements are ours: one each, so that the number of
-- the table's version and the row that it is about always change together, and a silo that was overtaken by another changes neither.

-- migrate:up
CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId text PRIMARY KEY,
    Timestamp timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Rises with every change of a cluster's members: whoever read another number must read again.
    Version integer NOT NULL DEFAULT 0
);

CREATE TABLE OrleansMembershipTable (
    DeploymentId text NOT NULL REFERENCES OrleansMembershipVersionTable,
    Address text NOT NULL,
    Port integer NOT NULL,
    -- Tells apart what has had the same address one after the other.
    Generation integer NOT NULL,
    SiloName text NOT NULL,
    HostName text NOT NULL,
    -- 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.
    Status integer NOT NULL,
    ProxyPort integer,
    SuspectTimes text,
    StartTime timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

CREATE TABLE OrleansQuery (
    QueryKey text PRIMARY KEY,
    QueryText text NOT NULL
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $query$
    WITH added AS (
        INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING Version
    )
    SELECT EXISTS (SELECT FROM added)
$query$),
('InsertMembershipKey', $query$
    WITH counted AS (
        UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = clock_timestamp()
        WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
            SELECT FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
        RETURNING DeploymentId
    ), added AS (
        INSERT INTO OrleansMembershipTable (
            DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
        RETURNING Port
    )
    SELECT EXISTS (SELECT FROM added)
$query$),
('UpdateMembershipKey', $query$
    WITH counted AS (
        UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = clock_timestamp()
        WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (
            SELECT FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
        RETURNING DeploymentId
    ), changed AS (
        UPDATE OrleansMembershipTable member SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
        FROM counted
        WHERE member.DeploymentId = counted.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
        RETURNING Port
    )
    SELECT EXISTS (SELECT FROM changed)
$query$),
('UpdateIAmAlivetimeKey', $query$
    UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$query$),
('MembershipReadRowKey', $query$
    SELECT cluster.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
    FROM OrleansMembershipVersionTable cluster
    LEFT JOIN OrleansMembershipTable member
        ON member.DeploymentId = cluster.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
    WHERE cluster.DeploymentId = @DeploymentId
$query$),
('MembershipReadAllKey', $query$
    SELECT cluster.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
    FROM OrleansMembershipVersionTable cluster
    LEFT JOIN OrleansMembershipTable member ON member.DeploymentId = cluster.DeploymentId
    WHERE cluster.DeploymentId = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
    SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
    WITH members AS (DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId)
    DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
$query$),
('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND Status <> 3 AND IAmAliveTime < @IAmAliveTime
$query$);

GRANT SELECT, INSERT, UPDATE, DELETE ON OrleansMembershipVersionTable, OrleansMembershipTable TO lms_worker;
-- What stands there is run as it stands there: nobody but the owner writes it.
GRANT SELECT ON OrleansQuery TO lms_worker;

-- migrate:down
DROP TABLE OrleansQuery;
DROP TABLE OrleansMembershipTable;
DROP TABLE OrleansMembershipVersionTable;
